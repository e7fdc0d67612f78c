const { TestEnvironment } = require("jest-environment-node");

/** Jest's own environment for Node, and how its modules reach the packages that a worker loads once. */
module.exports = class extends TestEnvironment {
  /**
   * @param {import("@jest/environment").JestEnvironmentConfig} config
   * @param {import("@jest/environment").EnvironmentContext} context
   */
  constructor(config, context) {
    super(config, context);
    this.global["requireShared"] = require;
    // As in main.ts: cdktf takes a trace of every frame for each token that it makes. Jest transforms what is required
    // at the top of this file.
    require("cdktf/lib/tokens/private/stack-trace").captureStackTrace = () => [];
  }
};
