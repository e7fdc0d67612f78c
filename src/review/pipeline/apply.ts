import { type Plan, readPlan } from "../../terraform";
import { beyond, type Stage, stagesOf } from "../stages";
import { answering, endpointsOf, silent, wantedAfter } from "./answers";
import { PipelineError, PLAN, Stack, step, WAIT_FOR_LOCK } from "./stack";

const STAGE = "stage.tfplan";
const CHANGES = 2;

/**
 * `npm run apply`: applies the plan that was saved, and nothing else. If its changes can be made region by region,
 * each region is planned by itself, compared with the saved plan, and applied only if it does what that says. After
 * each region, its health check's endpoint must answer, and every other one that did before, or the regions that follow
 * are left alone. Otherwise the saved plan itself is applied, which Terraform refuses if the state is another one since.
 */
step("apply", async () => {
  const stack = Stack.synthesized();
  stack.init();
  const reviewed = readPlan(stack.show(PLAN));
  if (reviewed.errored) {
    throw new PipelineError("the plan ended in an error: plan again");
  }
  const stages = stagesOf(reviewed);
  if (stages.length === 0) {
    return stack.run(["apply", WAIT_FOR_LOCK, PLAN]);
  }
  const endpoints = endpointsOf(reviewed);
  const before = await answering(endpoints.map(({ url }) => url));
  for (const stage of stages) {
    applyPart(stack, stage, reviewed);
    const missing = await silent(wantedAfter(stage.region, endpoints, before));
    if (missing.length > 0) {
      throw new PipelineError(
        `after the changes of ${stage.region}, no answer from ${missing.join(" and ")}: the regions after it were left alone`,
      );
    }
  }
  // What belongs to no resource: outputs.
  applyPart(stack, { region: "outputs", addresses: [] }, reviewed);
  return 0;
});

function applyPart(stack: Stack, { region, addresses }: Stage, reviewed: Plan): void {
  console.error(`\n${region}: ${addresses.length} of the plan's changes`);
  const targets = addresses.map((address) => `-target=${address}`);
  const code = stack.run(
    ["plan", "-detailed-exitcode", WAIT_FOR_LOCK, `-out=${STAGE}`, ...targets],
    [0, CHANGES],
  );
  if (code !== CHANGES) {
    return;
  }
  const others = beyond(readPlan(stack.show(STAGE)), reviewed);
  if (others.length > 0) {
    throw new PipelineError(
      `${region} would now change what was not reviewed (${others.join(", ")}), and was left alone: plan again`,
    );
  }
  stack.run(["apply", WAIT_FOR_LOCK, STAGE]);
}
