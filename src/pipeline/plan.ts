import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { regionsWithoutLogRole, withoutLogRole } from "../aws/log-role";
import { readPlan, readTerraform, type Terraform } from "../terraform";
import { leaveNothingOut, leaveOut, WITHOUT_REFRESH } from "./emergency";
import { isWhole, notTargeted, withoutRegion } from "./remainder";
import { PipelineError, PLAN, Stack, step } from "./stack";

const USAGE = `npm run plan [-- --without <region>]

Plans the synthesized stack, and saves the plan for npm run review and npm run apply.

  --without <region>   while a region is down: plans only what needs no call to it, and refreshes nothing`;

// It takes no lock, so that a read-only role can plan.
const PLANNING = ["plan", "-lock=false", `-out=${PLAN}`];

step({
  name: "plan",
  help: USAGE,
  config: { options: { without: { type: "string" } } },
  async run({ values: { without } }) {
    const stack = Stack.synthesized();
    // A plan that fails must not leave an earlier one to be reviewed.
    rmSync(join(stack.folder, PLAN), { force: true });
    await stack.init();
    const logging = loggingRegions(readTerraform(readFileSync(stack.file, "utf8")));
    const unset = await regionsWithoutLogRole(logging.filter((region) => region !== without));
    if (unset.length > 0) {
      throw new PipelineError(withoutLogRole(unset));
    }
    return without === undefined ? stack.run(PLANNING) : planWithout(stack, without);
  },
});

/** The regions with a stage that writes an access log, and with no role that the stack itself sets. */
function loggingRegions({ resources }: Terraform): readonly string[] {
  const all = [...resources.values()];
  const set = all.filter(({ type }) => type === "aws_api_gateway_account").map(({ region }) => region);
  const logging = all.filter(
    ({ type, attributes }) =>
      type === "aws_api_gateway_stage" && attributes.get("access_log_settings") !== undefined,
  );
  return [...new Set(logging.flatMap(({ region }) => region ?? []))].filter(
    (region) => !set.includes(region),
  );
}

/**
 * Plans everything without a call to the region, and then, if anything waits for the region, again only the changes that
 * need nothing of it. The saved plan states what it leaves out.
 */
async function planWithout(stack: Stack, region: string): Promise<number> {
  try {
    leaveOut(stack, { region, waiting: [] });
    const whole = await stack.run([...PLANNING, WITHOUT_REFRESH]);
    const plan = readPlan(await stack.show(PLAN));
    const remainder = withoutRegion(plan, region);
    if (remainder.targets.length === 0) {
      throw new PipelineError(`without ${region}, nothing is left to plan`);
    }
    if (isWhole(plan, remainder)) {
      return whole;
    }
    leaveOut(stack, remainder.without);
    const targets = remainder.targets.map((address) => `-target=${address}`);
    const code = await stack.run([...PLANNING, WITHOUT_REFRESH, ...targets]);
    const others = notTargeted(readPlan(await stack.show(PLAN)), remainder);
    if (others.length > 0) {
      throw new PipelineError(
        `without ${region}, the plan would still change ${others.join(", ")}, so it was not kept`,
      );
    }
    return code;
  } catch (error) {
    rmSync(join(stack.folder, PLAN), { force: true });
    throw error;
  } finally {
    leaveNothingOut(stack);
  }
}
