import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { regionsWithoutLogRole, withoutLogRole } from "../../aws/log-role";
import { readTerraform, type Terraform } from "../../terraform";
import { PipelineError, PLAN, Stack, step } from "./stack";

/**
 * `npm run plan`: plans the synthesized stack and saves the plan in its folder. It takes no lock, so that a role
 * that may only read can plan.
 */
step("plan", async () => {
  const stack = Stack.synthesized();
  stack.init();
  // A plan that fails must not leave an earlier one to be reviewed.
  rmSync(join(stack.folder, PLAN), { force: true });
  const logging = loggingRegions(readTerraform(readFileSync(stack.file, "utf8")));
  const unset = await regionsWithoutLogRole(logging);
  if (unset.length > 0) {
    throw new PipelineError(withoutLogRole(unset));
  }
  return stack.run(["plan", "-lock=false", `-out=${PLAN}`]);
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
