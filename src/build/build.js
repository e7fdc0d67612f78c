const { bundleApp } = require("./app");
const { bundleFunctions } = require("./functions");
const { bundleLocal } = require("./local");

/** Builds `dist/`: the app that synthesizes, a zip for each function, and what runs them on this machine. */
Promise.all([bundleApp(), bundleFunctions(), bundleLocal()]).catch((error) => {
  // esbuild has shown what is wrong, and where.
  if (!Array.isArray(error.errors)) {
    console.error(error.message);
  }
  process.exitCode = 1;
});
