import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { version } from "./package.json";
import { ConfigurationError, contextKey, loadConfiguration, readContext, settingsIn } from "./src/config";
import { InvalidInput } from "./src/constructs";
import { CurrencyExchangeStack, currencyExchange } from "./src/currency-exchange";

/** Beside the bundled app: see src/build. */
function bundle(name: string): string {
  return join(__dirname, "functions", `${name}.zip`);
}

/** The provider's checksums, which Terraform verifies in the stack's folder. */
const LOCK_FILE = ".terraform.lock.hcl";

try {
  // The CDKTF command line passes the context that it has read.
  const app = new App("CDKTF_CONTEXT_JSON" in process.env ? {} : { context: readContext(process.cwd()) });
  const key = contextKey();
  const configuration = loadConfiguration(settingsIn(app.node.getAllContext(), key), currencyExchange, key);
  new CurrencyExchangeStack(app, { configuration, bundle, version });
  app.synth();
  copyFileSync(join(__dirname, "..", LOCK_FILE), join(app.outdir, "stacks", configuration.name, LOCK_FILE));
} catch (error) {
  // A wrong configuration is the user's to correct; anything else is a bug, whose stack trace finds it.
  console.error(error instanceof ConfigurationError || error instanceof InvalidInput ? error.message : error);
  process.exitCode = 1;
}
