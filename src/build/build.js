const { bundleApp, bundleLocal, bundlePage } = require("./bundles");
const { bundleFunctions } = require("./functions");

/**
 * Builds `dist/`: the app that synthesizes, a zip for each function, and the program that runs them on
 * this machine with its page.
 *
 * @returns {Promise<boolean>} false if the build failed, which has been reported
 */
async function build() {
  try {
    await Promise.all([bundleApp(), bundleFunctions(), bundleLocal(), bundlePage()]);
    return true;
  } catch (error) {
    // esbuild has reported its own errors.
    if (!(error instanceof Error && "errors" in error)) {
      console.error(error instanceof Error ? error.message : error);
    }
    process.exitCode = 1;
    return false;
  }
}

module.exports = { build };

if (require.main === module) {
  build();
}
