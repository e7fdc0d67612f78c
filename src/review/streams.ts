import { buffer } from "node:stream/consumers";
import { decodeText } from "../terraform";
import type { Streams } from "./command";

/** The process's own streams. A reader that has had enough (`| head`) is no failure. */
export function processStreams(): Streams {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
  return {
    input: async () => decodeText(await buffer(process.stdin)),
    isTerminal: process.stdout.isTTY === true,
    out: (words) => void process.stdout.write(words),
    err: (words) => void process.stderr.write(words),
  };
}
