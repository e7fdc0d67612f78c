import { messageOf, runCommand, UsageError } from "../../command";
import type { SettingChange } from "../../local/service";
import { groupBy, type JsonObject } from "../../terraform";
import { codeOf, interruptible } from "../command";
import type { PlannedChanges } from "../deployment";
import { LocalDeployment } from "../local-deployment";
import { duration } from "../summary";
import { requireTools } from "../tools";
import { changed, FIRST, WALKS } from "./walks";

const USAGE = `npm run pipeline changes [<key> …]

Changes every key of the configuration on a deployment to the stand-in for AWS, or only the given keys and the keys
below them. After each change and its reversal, a second plan must be empty. All keys take one to two hours.

Exit codes: 0 all held, 1 a change failed, 2 wrong usage, 3 a program is missing, 130 interrupted.`;

/** Returns the walks that change one of the keys, or a key below it. */
function chosen(keys: readonly string[]): readonly (readonly SettingChange[])[] {
  const isChosen = (changedKey: string) =>
    keys.some((key) => changedKey === key || changedKey.startsWith(`${key}.`));
  return keys.length === 0 ? WALKS : WALKS.filter((walk) => walk.some(([key]) => isChosen(key)));
}

async function testChanges(keys: readonly string[]): Promise<number> {
  const walks = chosen(keys);
  if (walks.length === 0) {
    throw new UsageError(`no change of ${keys.join(" or ")}; see --help`);
  }
  requireTools();
  const signal = interruptible();
  let failed = false;
  await LocalDeployment.during({ configuration: FIRST, signal }, async (deployment) => {
    console.error("Deploying the first configuration. This takes four to six minutes.");
    await deployment.deploy();
    console.log("| key | new value | what the plan changes | second plan | time |");
    console.log("| --- | --- | --- | --- | --- |");
    /** Applies a configuration, and prints its row of the table. */
    const test = async (key: string, value: string, configuration: JsonObject) => {
      const start = performance.now();
      const { effect, fault } = await applied(deployment, configuration, signal);
      failed ||= fault !== undefined;
      const time = duration(performance.now() - start);
      console.log(`| ${key} | ${value} | ${effect} | ${fault ?? "empty"} | ${time} |`);
    };
    for (const walk of walks) {
      let configuration = FIRST;
      for (const change of walk) {
        configuration = changed(configuration, change);
        await test(`\`${change[0]}\``, `\`${JSON.stringify(change[1])}\``, configuration);
      }
      await test("and back", "", FIRST);
    }
  });
  return failed ? 1 : 0;
}

/** Applies a configuration. Returns the plan's changes, and the fault if it failed or its second plan is not empty. */
async function applied(deployment: LocalDeployment, configuration: JsonObject, signal: AbortSignal) {
  let effect = "";
  try {
    deployment.configure(configuration);
    effect = effects(await deployment.plan({ refresh: false }));
    await deployment.deployPlan();
    const { isEmpty, changes } = await deployment.plan();
    const changing = changes.map(({ address }) => `\`${address}\``).join(", ") || "outputs";
    return { effect, fault: isEmpty ? undefined : `**not empty:** ${changing}` };
  } catch (error) {
    signal.throwIfAborted();
    return { effect, fault: `**failed:** ${messageOf(error).replaceAll("\n", " ").replaceAll("|", "\\|")}` };
  }
}

/** `3 update, 1 create` */
function effects({ changes }: PlannedChanges): string {
  const byAction = groupBy(changes, ({ actions }) => actions.join("-"));
  return [...byAction].map(([action, all]) => `${all.length} ${action}`).join(", ") || "none";
}

runCommand({
  name: "changes",
  help: USAGE,
  config: { allowPositionals: true },
  most: Number.POSITIVE_INFINITY,
  codeOf,
  run: ({ positionals }) => testChanges(positionals),
});
