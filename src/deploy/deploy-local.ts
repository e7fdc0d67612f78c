import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ConfigurationError, contextKey, loadConfiguration, readContext, settingsIn } from "../config";
import type { JsonObject } from "../terraform";
import { unprotected } from "./deployment";
import { DeployError } from "./failure";
import { LocalDeployment } from "./local-deployment";
import { describeDeployed, duration } from "./summary";
import { missingTools } from "./tools";

const USAGE = `npm run deploy:local [-- --destroy] [--keep]

Deploys the configuration of cdktf.json to a stand-in for AWS on this machine, with the real Terraform, and shows
that a second plan is empty. No AWS account is asked, and your own state is not touched.

  --destroy   then destroys it, as one would on AWS, and shows that nothing is left
  --keep      leaves the working folder (synthesized JSON, state, logs) where it is

GLOBAL_API_CONTEXT names another configuration in cdktf.json.
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 a program is missing, 130 interrupted.`;

const PROGRESS_INTERVAL_MS = 30_000;

interface Options {
  readonly destroy: boolean;
  readonly keep: boolean;
  readonly help: boolean;
}

/** Ends the run with a message and an exit code. */
class Exit extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

function readOptions(): Options {
  try {
    return parseArgs({
      options: {
        destroy: { type: "boolean", default: false },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new Exit(2, `${messageOf(error)}\n\n${USAGE}`);
  }
}

/** Returns the settings of the chosen deployment, which are valid. */
function readSettings(): JsonObject {
  const key = contextKey();
  const settings = settingsIn(readContext(join(__dirname, "..", "..")), key);
  loadConfiguration(settings, key);
  return z.custom<JsonObject>((value) => typeof value === "object").parse(settings);
}

async function deployLocally(signal: AbortSignal): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const configuration = readSettings();
  const missing = missingTools();
  if (missing.length > 0) {
    throw new Exit(3, missing.join("\n"));
  }
  const folder = mkdtempSync(join(tmpdir(), "deploy-local-"));
  try {
    const deployment = await LocalDeployment.start({ configuration, folder, signal });
    try {
      await deploy(deployment);
      if (options.destroy) {
        await destroy(deployment, configuration);
      }
    } finally {
      await deployment.stop();
    }
  } finally {
    if (options.keep) {
      console.log(`Kept: ${folder}`);
    } else {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function deploy(deployment: LocalDeployment): Promise<void> {
  console.log("Deploying to a stand-in for AWS. The AWS provider's own waits make it four to six minutes.");
  await timed(deployment, () => deployment.deploy());
  console.log("Planning again");
  const { isEmpty, changes } = await timed(deployment, () => deployment.plan());
  if (!isEmpty) {
    const lines = changes.map(({ actions, address }) => `  ${actions.join(", ")} ${address}`);
    throw new DeployError(["The second plan is not empty:", ...lines].join("\n"));
  }
  console.log("  no changes\n");
  console.log(`${describeDeployed(deployment.configured(), await deployment.outputs())}\n`);
}

/** On AWS too, a protected table is given up in two steps. */
async function destroy(deployment: LocalDeployment, configuration: JsonObject): Promise<void> {
  console.log("Taking the tables' protection away: table.deletionProtection is false");
  deployment.configure(unprotected(configuration));
  await timed(deployment, () => deployment.deploy());
  console.log("Destroying");
  await timed(deployment, () => deployment.destroy());
  const left = [...(await deployment.deployed()), ...(await deployment.standin.leftovers())];
  if (left.length > 0) {
    throw new DeployError(["Left behind:", ...left.map((line) => `  ${line}`)].join("\n"));
  }
  console.log("  nothing is left, neither in the state nor in the stand-in");
}

/** Shows from time to time how many resources there are, and then how long it took. */
async function timed<T>(deployment: LocalDeployment, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const elapsed = () => duration(performance.now() - start);
  const timer = setInterval(() => {
    deployment.deployed().then(
      ({ length }) => {
        // None before the first one, and none to be read while Terraform writes its state.
        if (length > 0) {
          console.log(`  ${elapsed()}: ${length} resources`);
        }
      },
      () => undefined, // Interrupted, as the work itself will say.
    );
  }, PROGRESS_INTERVAL_MS);
  try {
    const result = await work();
    console.log(`  done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<number> {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => interruption.abort(new Exit(130, "Interrupted.")));
  }
  try {
    await deployLocally(interruption.signal);
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    if (error instanceof Exit) {
      return error.code;
    }
    return error instanceof ConfigurationError ? 2 : 1;
  }
}

main().then((code) => {
  process.exitCode = code;
});
