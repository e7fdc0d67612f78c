#!/usr/bin/env node
// Runs the TypeScript as it is: a command that needs no build can't be older than its source.
require("tsx/cjs/api").register();
const { run } = require("./command.ts");
const { processStreams } = require("./streams.ts");

const [command, ...args] = process.argv.slice(2);
if (command === "review") {
  run(args, processStreams()).then((code) => {
    process.exitCode = code;
  });
} else {
  console.error(
    `global-api: ${command === undefined ? "expected a command" : "no such command"}; try: review --help`,
  );
  process.exitCode = 1;
}
