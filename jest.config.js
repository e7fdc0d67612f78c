// The AWS SDK warns on Node 20 that its versions of 2027 need Node 22, once per test file.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

/** @type {import("jest").Config} */
const shared = {
  // Jest's sandbox makes each look-up of a global slow, except for the globals it injects. Left out: names that some
  // modules declare themselves, and Date, which fake timers replace.
  sandboxInjectedGlobals: "Array BigInt Intl JSON Map Math Object Reflect RegExp Set URL WeakMap".split(" "),
  testEnvironment: "node",
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
  // A pattern would not match a folder with brackets in its name.
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
};

/** `npm test` runs the project "unit"; `npm run test:deploy`, which needs Terraform and the AWS stand-in, "deploy". */
module.exports = {
  // What takes a tenth of a second takes seconds on a busy machine.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: "unit",
      testPathIgnorePatterns: ["/__tests__/deploy/"],
    },
    { ...shared, displayName: "deploy", roots: ["<rootDir>/__tests__/deploy"] },
  ],
};
