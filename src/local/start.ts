import { join } from "node:path";
import { readOptions, USAGE } from "./options";
import { synthesize } from "./synthesize";

/** From dist/local, where this is bundled to. */
const PROJECT = join(__dirname, "..", "..");

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  // What runs is loaded while the project is synthesized.
  const [file, { run }] = await Promise.all([options.stack ?? synthesize(PROJECT), import("./run")]);
  return run(file, options);
}

/** What went wrong, in one line. */
function sentence(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    // `listen EADDRINUSE: address already in use 127.0.0.1:8080`
    return `${error.message.split(" ").at(-1)} is in use; choose another port with --port`;
  }
  return error instanceof Error ? error.message : String(error);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(sentence(error));
    process.exit(1);
  },
);
