const { bundleApp } = require("./app");
const { bundleFunctions } = require("./functions");

/** Builds `dist/`: the app that synthesizes, and a zip for each function. */
Promise.all([bundleApp(), bundleFunctions()]).catch((error) => {
  // esbuild has shown what is wrong, and where.
  if (!Array.isArray(error.errors)) {
    console.error(error.message);
  }
  process.exitCode = 1;
});
