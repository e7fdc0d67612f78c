const { join } = require("node:path");
const { build } = require("esbuild");

const root = join(__dirname, "..", "..");

/**
 * Bundles main.ts, with all that it uses, into `dist/main.js`: a synth loads no compiler, and one file.
 *
 * @returns {Promise<unknown>}
 */
function bundleApp() {
  return build({
    absWorkingDir: root,
    entryPoints: ["main.ts"],
    outfile: "dist/main.js",
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    alias: { archiver: "./src/build/no-archiver.js" },
    logLevel: "error",
  });
}

module.exports = { bundleApp };
