import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PLAN, PLAN_JSON, stackFolder, step, Terraform } from "./stack";

/**
 * `npm run plan`: plans the synthesized stack and saves the plan, as Terraform's own file and as JSON, in the stack's
 * folder. It takes no lock, so that a role that may only read can plan.
 */
step("plan", () => {
  const terraform = new Terraform(stackFolder());
  terraform.run(["init"]);
  terraform.run(["plan", "-lock=false", `-out=${PLAN}`]);
  writeFileSync(join(terraform.folder, PLAN_JSON), terraform.show(PLAN), { mode: 0o600 });
  return 0;
});
