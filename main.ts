import { join } from "node:path";
import { App } from "cdktf";
import { version } from "./package.json";
import { ConfigurationError, loadConfiguration } from "./src/config";
import { GlobalApiStack } from "./src/constructs";

const app = new App();
const key = process.env["GLOBAL_API_CONTEXT"] ?? "globalApi";

try {
  const context = app.node.tryGetContext(key);
  if (context === undefined) {
    throw new ConfigurationError([`${key}: missing; cdktf.json has no such key under "context"`]);
  }
  new GlobalApiStack(app, {
    configuration: loadConfiguration(context),
    // Beside the bundled app: see src/build.
    bundles: {
      api: join(__dirname, "functions", "api.zip"),
      ingest: join(__dirname, "functions", "ingest.zip"),
    },
    version,
  });
  app.synth();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
