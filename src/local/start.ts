import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../command";
import { inputLines, interruption } from "./input";
import { readOptions, USAGE } from "./options";
import { synthesize } from "./synthesize";

/** What the demo of a rollout shows, unless cdktf.json has settings of its own for it. */
const ROLLOUT_DEFAULTS = { rollout: { type: "canary" }, canary: { enabled: true } };

/** The project's folder, as seen from the bundle's own, dist/local. */
const PROJECT = join(__dirname, "..", "..");

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const interrupted = interruption();
  const lines = inputLines();
  const folder = await mkdtemp(join(tmpdir(), "synthesized-"));
  try {
    // Synthesizing and loading the emulators overlap.
    const defaults = options.demo === "rollout" ? ROLLOUT_DEFAULTS : undefined;
    const loaded = Promise.all([options.stack ?? synthesize(PROJECT, folder, defaults), import("./run")]);
    const found = await Promise.race([loaded, interrupted]);
    if (found === undefined) {
      return 0;
    }
    const [file, { run }] = found;
    return await run(file, options, interrupted, lines);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the error in one line. */
function sentence(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    // `listen EADDRINUSE: address already in use 127.0.0.1:8080`
    return `${error.message.split(" ").at(-1)} is in use; choose another port with --port`;
  }
  return messageOf(error);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(sentence(error));
    process.exit(1);
  },
);
