import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { processStreams, run, UNREADABLE } from "../review/command";
import { readPlan } from "../terraform";
import { evacuatedRegions } from "./evacuated";
import { Stack, step, WAIT_FOR_LOCK } from "./stack";
import { unrecordedRollbacks } from "./unrecorded-rollbacks";

const DRIFT = "drift.tfplan";
const CHANGES = 2;

const HELP = `npm run pipeline drift

Compares the deployment with the configuration. It takes the state's lock, so that a running apply does not count as
drift.

Exit codes: 0 they are the same, 2 they differ, 1 an error. For 2, the review on standard output states the differences:
something was changed by hand, or never applied, or a region is evacuated or was rolled back.`;

step({
  name: "drift",
  help: HELP,
  config: {},
  async run() {
    const stack = Stack.synthesized();
    stack.init();
    const code = stack.run(["plan", "-detailed-exitcode", WAIT_FOR_LOCK, `-out=${DRIFT}`], [0, CHANGES]);
    const plan = stack.show(DRIFT);
    const file = join(stack.folder, "drift.json");
    writeFileSync(file, plan);
    let differs = false;
    const verdict = await run([file], processStreams(), {
      rollbacks: await unrecordedRollbacks(readPlan(plan)),
      seen({ findings }) {
        differs = findings.some(
          ({ rule, allowed }) => (rule === "drift" || rule === "rolled-back") && allowed === undefined,
        );
      },
    });
    if (verdict === UNREADABLE) {
      return UNREADABLE;
    }
    const evacuated = await evacuatedRegions(stack.file);
    process.stdout.write(evacuated.section);
    return code === CHANGES || differs || evacuated.areAny ? 2 : 0;
  },
});
