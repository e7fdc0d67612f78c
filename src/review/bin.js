#!/usr/bin/env node
// Bundles the TypeScript each time, so that the command is never older than its source. One file loads faster than a
// hundred.
const { join } = require("node:path");
const { buildSync } = require("esbuild");

const [command, ...args] = process.argv.slice(2);
if (command === "review") {
  const { run, processStreams } = bundled();
  run(args, processStreams()).then((code) => {
    process.exitCode = code;
  });
} else {
  console.error(
    `regionproof: ${command === undefined ? "expected a command" : "no such command"}; try: review --help`,
  );
  process.exitCode = 1;
}

/** @returns {typeof import("./command")} */
function bundled() {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, "command.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    write: false,
  });
  const module = Object({ exports: {} });
  new Function("module", "require", outputFiles[0]?.text ?? "")(module, require);
  return module.exports;
}
