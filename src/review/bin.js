#!/usr/bin/env node
// Bundles the TypeScript as it is, each time: a command that needs no build can't be older than its source. One file
// loads and runs faster than a hundred.
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

/** @returns {typeof import("./command") & typeof import("./streams")} */
function bundled() {
  const { outputFiles } = buildSync({
    stdin: { contents: 'export * from "./command"; export * from "./streams";', resolveDir: __dirname },
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
