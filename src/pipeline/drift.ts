import { reviewPlan } from "../review/command";
import { render } from "../review/render";
import { readPlan } from "../terraform";
import { evacuatedRegions } from "./evacuated";
import { Stack, step, WAIT_FOR_LOCK } from "./stack";
import { unrecordedRollbacks } from "./unrecorded-rollbacks";

const DRIFT = "drift.tfplan";
const CHANGES = 2;

const HELP = `npm run pipeline drift

Compares the deployment with the configuration. It takes the state's lock, so that a running apply does not count as
drift.

Exit codes: 0 they are the same, 2 they differ, 1 an error. For 2, the review on standard output lists the differences:
something was changed by hand, or never applied, or a region is evacuated or was rolled back.`;

step({
  name: "drift",
  help: HELP,
  config: {},
  async run() {
    const stack = Stack.synthesized();
    await stack.init();
    const code = await stack.run(
      ["plan", "-detailed-exitcode", WAIT_FOR_LOCK, `-out=${DRIFT}`],
      [0, CHANGES],
    );
    const text = await stack.show(DRIFT);
    const rollbacks = await unrecordedRollbacks(readPlan(text));
    const review = reviewPlan({ text, folder: stack.folder, rollbacks });
    const evacuated = await evacuatedRegions(stack.file);
    process.stdout.write(render(review, process.stdout.isTTY ? "plain" : "markdown") + evacuated.section);
    const differs = review.findings.some(
      ({ rule, allowed }) => (rule === "drift" || rule === "rolled-back") && allowed === undefined,
    );
    return code === CHANGES || differs || evacuated.areAny ? 2 : 0;
  },
});
