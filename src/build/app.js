const { join } = require("node:path");
const { build } = require("esbuild");

const root = join(__dirname, "..", "..");

/**
 * Bundles main.ts into `dist/main.js`, so that a synth loads no TypeScript compiler and reads few files.
 *
 * cdktf and constructs stay outside: cdktf starts itself again to make archives of assets, which inside a bundle
 * would start the app again, without end.
 *
 * @returns {Promise<unknown>}
 */
function bundleApp() {
  return build({
    absWorkingDir: root,
    entryPoints: ["main.ts"],
    outfile: "dist/main.js",
    bundle: true,
    platform: "node",
    target: "node20",
    external: ["cdktf", "constructs"],
    logLevel: "error",
  });
}

module.exports = { bundleApp };
