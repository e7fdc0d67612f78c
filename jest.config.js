/** @type {import("jest").Config} */
const shared = {
  testEnvironment: "node",
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
