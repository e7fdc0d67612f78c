#!/usr/bin/env node
// Runs the TypeScript as it is: a command that needs no build can't be older than its source.
require("tsx/cjs/api").register();
const { run } = require("./command.ts");

const [command, ...args] = process.argv.slice(2);
const streams = {
  out: (/** @type {string} */ text) => require("node:fs").writeSync(1, text),
  err: (/** @type {string} */ text) => require("node:fs").writeSync(2, text),
};
if (command === "review") {
  process.exitCode = run(args, streams);
} else {
  streams.err(
    `global-api: ${command === undefined ? "expected a command" : "no such command"}: review [--help]\n`,
  );
  process.exitCode = 1;
}
