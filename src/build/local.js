const { join } = require("node:path");
const { build } = require("esbuild");
const { writeOutput } = require("./output");

/**
 * Bundles the program that `npm start` runs into `dist/local`. Compiling it at startup would take 50% longer. Packages
 * are loaded from node_modules.
 *
 * @returns {Promise<void>}
 */
async function bundleLocal() {
  const { outputFiles } = await build({
    absWorkingDir: join(__dirname, "..", ".."),
    entryPoints: {
      start: "src/local/start.ts",
      "native-client": "src/local/functions/native-client.js",
      "local-internet": "src/local/functions/local-internet.js",
      "faulty-handler": "src/local/functions/faulty-handler.js",
    },
    outdir: "dist/local",
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    logLevel: "error",
    write: false,
  });
  await writeOutput(outputFiles);
}

module.exports = { bundleLocal };
