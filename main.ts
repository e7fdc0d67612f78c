import { join } from "node:path";
import { App } from "cdktf";
import { version } from "./package.json";
import { ConfigurationError, loadConfiguration } from "./src/config";
import { GlobalApiStack } from "./src/constructs";

// cdktf takes a stack trace of every frame for each token that it makes. Nobody reads them.
Error.captureStackTrace = () => undefined;

const app = new App();
const key = process.env["GLOBAL_API_CONTEXT"] ?? "globalApi";

/** Beside the bundled app: see src/build. */
function bundle(name: string): string {
  return join(__dirname, "functions", `${name}.zip`);
}

try {
  const context = app.node.tryGetContext(key);
  if (context === undefined) {
    throw new ConfigurationError([`${key}: missing; cdktf.json has no such key under "context"`]);
  }
  new GlobalApiStack(app, {
    configuration: loadConfiguration(context),
    bundles: { api: bundle("api"), ingest: bundle("ingest"), canary: bundle("canary") },
    version,
  });
  app.synth();
  // Node would first finish the garbage collection and the compilations that it has begun.
  process.exit();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
