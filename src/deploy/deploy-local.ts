import { join } from "node:path";
import { runCommand } from "../command";
import type { JsonObject } from "../terraform";
import { ApplyProgress } from "./apply-progress";
import { codeOf, interruptible, readSettings } from "./command";
import { DeployError, unprotected } from "./deployment";
import { LastDurations } from "./last-durations";
import { LocalDeployment } from "./local-deployment";
import { ProgressLine } from "./progress-line";
import { describeDeployed, duration } from "./summary";
import { requireTools } from "./tools";

const USAGE = `npm run deploy:local [-- --destroy] [--keep]

Deploys the configuration of cdktf.json to a stand-in for AWS on this machine, with the real Terraform, and shows
that a second plan is empty. It uses no AWS account and does not change your own state.

  --destroy   then destroys the deployment, in the same steps as on AWS, and shows that nothing is left
  --keep      keeps the working folder (synthesized JSON, state, logs)

GLOBAL_API_CONTEXT names another configuration in cdktf.json.
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 a program is missing, 130 interrupted.`;

const ROOT = join(__dirname, "..", "..");

/** In dist/, which is not under version control, because the durations depend on the machine. */
const DURATIONS = join(ROOT, "dist", "deploy-local.json");

async function deployLocally(destroys: boolean, keep: boolean): Promise<undefined> {
  const configuration = readSettings(ROOT);
  requireTools();
  await LocalDeployment.during({ configuration, keep, signal: interruptible() }, async (deployment) => {
    await deploy(deployment);
    if (destroys) {
      await destroy(deployment, configuration);
    }
  });
}

async function deploy(deployment: LocalDeployment): Promise<void> {
  console.log(
    "Deploying to a stand-in for AWS. This takes four to six minutes because of the AWS provider's waits.",
  );
  await timed("deploy", (progress) => deployment.deploy((output) => progress.read(output)));
  console.log("Planning again");
  const { isEmpty, changes } = await timed("plan", () => deployment.plan());
  if (!isEmpty) {
    const lines = changes.map(({ actions, address }) => `  ${actions.join(", ")} ${address}`);
    throw new DeployError(["The second plan is not empty:", ...lines].join("\n"));
  }
  console.log("  no changes\n");
  console.log(`${describeDeployed(deployment.configured(), await deployment.outputs())}\n`);
}

/** A protected table takes two steps, as it does on AWS. */
async function destroy(deployment: LocalDeployment, configuration: JsonObject): Promise<void> {
  console.log("Turning off deletion protection: table.deletionProtection is false");
  deployment.configure(unprotected(configuration));
  await timed("unprotect", (progress) => deployment.deploy((output) => progress.read(output)));
  console.log("Destroying");
  await timed("destroy", (progress) => deployment.destroy((output) => progress.read(output)));
  const left = [...(await deployment.deployed()), ...(await deployment.standin.leftovers())];
  if (left.length > 0) {
    throw new DeployError(["Left behind:", ...left.map((line) => `  ${line}`)].join("\n"));
  }
  console.log("  nothing is left in the state or in the stand-in");
}

/** Shows what a step waits for, and the remaining time based on the last run. */
async function timed<T>(step: string, work: (progress: ApplyProgress) => Promise<T>): Promise<T> {
  const start = performance.now();
  const elapsedMs = () => performance.now() - start;
  const progress = new ApplyProgress();
  const durations = new LastDurations(DURATIONS);
  const line = new ProgressLine();
  const timer = setInterval(() => {
    const parts = [durations.remaining(step, elapsedMs()), progress.describe()].filter((part) => part !== "");
    line.show(`  ${duration(elapsedMs())}: ${parts.join("; ")}`);
  }, line.intervalMs);
  try {
    const result = await work(progress);
    line.clear();
    console.log(`  done in ${duration(elapsedMs())}`);
    durations.record(step, elapsedMs());
    return result;
  } finally {
    clearInterval(timer);
    line.clear();
  }
}

runCommand({
  name: "deploy:local",
  help: USAGE,
  config: {
    options: { destroy: { type: "boolean", default: false }, keep: { type: "boolean", default: false } },
  },
  codeOf,
  run: ({ values: { destroy, keep } }) => deployLocally(destroy, keep),
});
