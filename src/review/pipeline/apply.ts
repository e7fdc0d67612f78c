import { type Plan, readPlan } from "../../terraform";
import { beyond, type Stage, stagesOf } from "../stages";
import { type Without, withoutOf } from "../without";
import { answering, endpointsOf, silent, wantedAfter } from "./answers";
import { WITHOUT_REFRESH } from "./emergency";
import { PipelineError, PLAN, Stack, step, WAIT_FOR_LOCK } from "./stack";

const STAGE = "stage.tfplan";
const CHANGES = 2;

/**
 * `npm run apply`: applies the saved plan and nothing else. If its changes can be made region by region, it plans each
 * region separately, compares that plan with the saved one, and applies it only if it makes the same changes. After
 * each region, that region's health check endpoint must answer, and so must all endpoints that answered before;
 * otherwise the remaining regions are left alone. In all other cases it applies the saved plan itself, which Terraform
 * rejects if the state has changed since.
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
  const without = withoutOf(reviewed);
  if (without !== undefined) {
    stack.leaveOut(without);
  }
  const endpoints = endpointsOf(reviewed);
  const before = await answering(endpoints.map(({ url }) => url));
  for (const stage of stages) {
    applyPart(stack, stage, reviewed, without);
    const missing = await silent(wantedAfter(stage.region, endpoints, before));
    if (missing.length > 0) {
      throw new PipelineError(
        `after the changes of ${stage.region}, no answer from ${missing.join(" and ")}: the regions after it were left alone`,
      );
    }
  }
  if (without === undefined) {
    // Outputs belong to no region.
    applyPart(stack, { region: "outputs", addresses: [] }, reviewed, without);
  }
  stack.leaveNothingOut();
  return 0;
});

function applyPart(
  stack: Stack,
  { region, addresses }: Stage,
  reviewed: Plan,
  without: Without | undefined,
): void {
  console.error(`\n${region}: ${addresses.length} of the plan's changes`);
  const options = [
    ...(without === undefined ? [] : [WITHOUT_REFRESH]),
    ...addresses.map((address) => `-target=${address}`),
  ];
  const code = stack.run(
    ["plan", "-detailed-exitcode", WAIT_FOR_LOCK, `-out=${STAGE}`, ...options],
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
