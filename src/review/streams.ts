import { text } from "node:stream/consumers";
import type { Streams } from "./command";

/** The process's own streams. A reader that has had enough (`| head`) is no failure. */
export function processStreams(): Streams {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
  return {
    input: () => text(process.stdin),
    out: (words) => void process.stdout.write(words),
    err: (words) => void process.stderr.write(words),
  };
}
