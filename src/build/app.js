const { join } = require("node:path");
const { build } = require("esbuild");

const root = join(__dirname, "..", "..");

/**
 * Bundles main.ts, with all that it uses, into `dist/main.js`: a synth loads no compiler, and one file. It is not
 * minified, so that a stack trace has the constructs' names; with NODE_OPTIONS=--enable-source-maps it has the lines
 * of the TypeScript, too.
 *
 * @returns {Promise<unknown>}
 */
function bundleApp() {
  return build({
    absWorkingDir: root,
    entryPoints: ["main.ts"],
    outfile: "dist/main.js",
    bundle: true,
    sourcemap: true,
    platform: "node",
    target: "node20",
    alias: { archiver: "./src/build/no-archiver.js" },
    logLevel: "error",
  });
}

module.exports = { bundleApp };
