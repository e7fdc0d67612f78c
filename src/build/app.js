const { join } = require("node:path");
const { build } = require("esbuild");
const { writeOutput } = require("./output");

const root = join(__dirname, "..", "..");

/**
 * Bundles main.ts with everything it imports into `dist/main.js`: a synth loads one file and no compiler. The bundle is
 * not minified, so that a stack trace has the constructs' names; with NODE_OPTIONS=--enable-source-maps it also has the
 * lines of the TypeScript.
 *
 * @returns {Promise<void>}
 */
async function bundleApp() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["main.ts"],
    outfile: "dist/main.js",
    bundle: true,
    sourcemap: true,
    platform: "node",
    target: "node20",
    // Needed only to bundle entry files, which this app's functions do not use.
    external: ["esbuild"],
    alias: { archiver: "./src/build/no-archiver.js" },
    logLevel: "error",
    write: false,
  });
  await writeOutput(outputFiles);
}

module.exports = { bundleApp };
