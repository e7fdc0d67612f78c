import { rmSync } from "node:fs";
import { join } from "node:path";
import { PLAN, Stack, step } from "./stack";

/**
 * `npm run plan`: plans the synthesized stack and saves the plan in its folder. It takes no lock, so that a role
 * that may only read can plan.
 */
step("plan", () => {
  const stack = Stack.synthesized();
  stack.init();
  // A plan that fails must not leave an earlier one to be reviewed.
  rmSync(join(stack.folder, PLAN), { force: true });
  return stack.run(["plan", "-lock=false", `-out=${PLAN}`]);
});
