import { spawnSync } from "node:child_process";
import * as z from "zod";
import { PipelineError, Stack, step } from "./stack";

const state = z.object({ lineage: z.string(), serial: z.number() });

const HELP = `npm run pipeline name

Prints the name for a stored plan. The name identifies everything that the plan depends on: the files (the
commit's tree, which a merge, a squash and a rebase do not change) and the state. A stored plan with the current name
equals a plan made now.`;

step({
  name: "pipeline name",
  help: HELP,
  config: {},
  async run() {
    const stack = Stack.synthesized();
    await stack.init();
    const tree = spawnSync("git", ["rev-parse", "--verify", "HEAD^{tree}"], { encoding: "utf8" });
    if (tree.status !== 0) {
      throw new PipelineError(tree.error?.message ?? tree.stderr.trim());
    }
    const pulled = (await stack.print(["state", "pull"])).trim();
    const { lineage, serial } =
      pulled === "" ? { lineage: "no-state", serial: 0 } : state.parse(JSON.parse(pulled));
    console.log(`plan-${tree.stdout.trim()}-${lineage}-${serial}`);
  },
});
