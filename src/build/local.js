const { join } = require("node:path");
const { build } = require("esbuild");

/**
 * Bundles what `npm start` runs into `dist/local`: compiled as it starts, it would take half as long again. Packages
 * are loaded from node_modules.
 *
 * @returns {Promise<unknown>}
 */
function bundleLocal() {
  return build({
    absWorkingDir: join(__dirname, "..", ".."),
    entryPoints: {
      start: "src/local/start.ts",
      "native-client": "src/local/functions/native-client.js",
      "local-internet": "src/local/functions/local-internet.js",
    },
    outdir: "dist/local",
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    logLevel: "error",
  });
}

module.exports = { bundleLocal };
