import { readPlan } from "../../terraform";
import { beyond, stagesOf } from "../stages";
import { PipelineError, PLAN, stackFolder, step, Terraform } from "./stack";

const STAGE = "stage.tfplan";

/**
 * `npm run apply`: applies the plan that was saved, and nothing else. If its changes can be made region by region,
 * each region is planned by itself, compared with the saved plan, and applied only if it does what that says: a
 * failure stops it before the next region. Otherwise the saved plan itself is applied, which Terraform refuses if
 * the state is another one since.
 */
step("apply", () => {
  const terraform = new Terraform(stackFolder());
  terraform.run(["init"]);
  const reviewed = readPlan(terraform.show(PLAN));
  const stages = stagesOf(reviewed);
  if (reviewed.errored) {
    throw new PipelineError("the plan ended in an error: plan again");
  }
  if (stages.length === 0) {
    return terraform.run(["apply", PLAN]);
  }
  for (const { region, addresses } of stages) {
    console.error(`\n${region}: ${addresses.length} of the plan's changes`);
    terraform.run(["plan", `-out=${STAGE}`, ...addresses.map((address) => `-target=${address}`)]);
    const others = beyond(readPlan(terraform.show(STAGE)), reviewed);
    if (others.length > 0) {
      throw new PipelineError(
        `${region} would now change what was not reviewed (${others.join(", ")}), and was left alone: plan again`,
      );
    }
    terraform.run(["apply", STAGE]);
  }
  return 0;
});
