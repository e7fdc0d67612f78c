// @ts-expect-error: the package has no types for this entry.
require("tsx/cjs");
const { join } = require("node:path");
const { App } = require("cdktf");
const { bundleFunctions } = require("../../src/build/functions");
const { OrdersStack, SMALL } = require("./orders-stack");

/** Synthesizes the small orders into the current folder, as `main.ts` does the sample. */
async function main() {
  const functions = join(__dirname, "..", "..", "dist", "orders");
  await bundleFunctions(functions, __dirname);
  const app = new App();
  new OrdersStack(app, { ...SMALL, deletionProtection: false, bundle: join(functions, "orders.zip") });
  app.synth();
}

main();
