import { readFileSync } from "node:fs";
import { runRoutes } from "./command";

const { exitCode, text } = runRoutes(process.argv.slice(2), {
  folder: process.cwd(),
  standardInput: () => readFileSync(0, "utf8"),
});
(exitCode === 1 && !text.includes("\n") ? process.stderr : process.stdout).write(`${text}\n`);
process.exitCode = exitCode;
