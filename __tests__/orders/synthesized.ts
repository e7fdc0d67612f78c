import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { bundleFunctions } from "../../src/build/functions";
import { OrdersStack, type OrdersStackProps } from "./orders-stack";

// Bundling and synthesizing take a second, on a busy machine many.
jest.setTimeout(90_000);

/** Bundles the service for the tests of a file; returns the path of the function's zip. */
export function ordersBundle(): () => string {
  const folder = mkdtempSync(join(tmpdir(), "orders-"));
  beforeAll(() => bundleFunctions(folder, __dirname));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => join(folder, "orders.zip");
}

/** Synthesizes orders next to the bundle; the path of the stack. */
export function synthesizedOrders(props: OrdersStackProps): string {
  const outdir = mkdtempSync(join(props.bundle, "..", "out-"));
  const app = new App({ outdir });
  new OrdersStack(app, props);
  app.synth();
  return join(outdir, "stacks", "orders", "cdk.tf.json");
}
