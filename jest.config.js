/** @type {import("jest").Config} */
const shared = {
  // A module under test looks up a global slowly, unless it is handed to it. Other names are declared by some modules;
  // fake timers would not reach this Date.
  sandboxInjectedGlobals: "Array BigInt Date Intl JSON Map Math Object Reflect RegExp Set URL WeakMap".split(
    " ",
  ),
  testEnvironment: "node",
  // Each test file would load Zod's messages in all languages.
  moduleNameMapper: { "^\\.\\./locales/index\\.cjs$": "<rootDir>/node_modules/zod/v4/locales/en.cjs" },
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
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
