import { messageOf, runCommand, UsageError } from "../../command";
import type { SettingChange } from "../../local/service";
import type { JsonObject } from "../../terraform";
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

/** The table's wording of Terraform's actions. */
const EFFECTS: Readonly<Record<string, string>> = {
  create: "added",
  update: "updated in place",
  delete: "removed",
  forget: "forgotten",
  "create-delete": "replaced",
  "delete-create": "replaced, with a gap",
};

/** `3 updated in place, 1 added` */
function effects({ changes }: PlannedChanges): string {
  const counts = new Map<string, number>();
  for (const { actions } of changes) {
    const action = actions.join("-");
    const effect = EFFECTS[action] ?? action;
    counts.set(effect, (counts.get(effect) ?? 0) + 1);
  }
  return [...counts].map(([effect, count]) => `${count} ${effect}`).join(", ") || "none";
}

/** Applies walks to a deployment, and prints a row of the table for each apply. */
class Walker {
  /** Whether a change failed, or its second plan was not empty. */
  failed = false;

  constructor(
    private readonly deployment: LocalDeployment,
    private readonly signal: AbortSignal,
  ) {}

  async walk(walk: readonly SettingChange[]): Promise<void> {
    let configuration = FIRST;
    for (const change of walk) {
      configuration = changed(configuration, change);
      const [key, value] = change;
      await this.change(`\`${key}\``, `\`${JSON.stringify(value)}\``, configuration);
    }
    await this.change("and back", "", FIRST);
  }

  /** Applies a configuration, and prints its row of the table. */
  private async change(key: string, value: string, configuration: JsonObject): Promise<void> {
    const start = performance.now();
    let effect = "";
    let verdict = "empty";
    try {
      this.deployment.configure(configuration);
      effect = effects(await this.deployment.plan({ refresh: false }));
      await this.deployment.deployPlan();
      const second = await this.deployment.plan();
      if (!second.isEmpty) {
        this.failed = true;
        verdict = `**not empty:** ${second.changes.map(({ address }) => `\`${address}\``).join(", ") || "outputs"}`;
      }
    } catch (error) {
      this.signal.throwIfAborted();
      this.failed = true;
      verdict = `**failed:** ${messageOf(error).replaceAll("\n", " ").replaceAll("|", "\\|")}`;
    }
    console.log(`| ${key} | ${value} | ${effect} | ${verdict} | ${duration(performance.now() - start)} |`);
  }
}

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
    const walker = new Walker(deployment, signal);
    for (const walk of walks) {
      await walker.walk(walk);
    }
    failed = walker.failed;
  });
  return failed ? 1 : 0;
}

runCommand({
  name: "changes",
  help: USAGE,
  config: { allowPositionals: true },
  most: Number.POSITIVE_INFINITY,
  codeOf,
  run: ({ positionals }) => testChanges(positionals),
});
