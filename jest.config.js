/**
 * Large packages that a worker loads once. Jest would load them again for each file, into a sandbox where they start
 * slowly and run slowly. They see the worker's environment variables, not those that a test sets.
 */
const SHARED_PACKAGES = "(cdktf|constructs|@cdktf/provider-aws|zod)";

/** @type {import("jest").Config} */
const shared = {
  // A module under test looks up a global slowly, unless it is handed to it. Other names are declared by some modules;
  // fake timers would not reach this Date.
  sandboxInjectedGlobals: "Array BigInt Date Intl JSON Map Math Object Reflect RegExp Set URL WeakMap".split(
    " ",
  ),
  testEnvironment: "<rootDir>/__tests__/jest/environment.js",
  transform: {
    [`/node_modules/${SHARED_PACKAGES}/`]: "<rootDir>/__tests__/jest/shared-package.js",
    "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!${SHARED_PACKAGES}/)`],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/"],
};

/** `npm test` runs the project "unit"; `npm run test:deploy`, which needs Terraform and the AWS stand-in, "deploy". */
module.exports = {
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      testPathIgnorePatterns: ["<rootDir>/__tests__/deploy/"],
    },
    { ...shared, displayName: "deploy", testMatch: ["<rootDir>/__tests__/deploy/**/*.test.ts"] },
  ],
};
