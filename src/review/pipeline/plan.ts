import { PLAN, Stack, step } from "./stack";

/**
 * `npm run plan`: plans the synthesized stack and saves the plan in its folder. It takes no lock, so that a role
 * that may only read can plan.
 */
step("plan", () => {
  const stack = Stack.synthesized();
  stack.init();
  return stack.run(["plan", "-lock=false", `-out=${PLAN}`]);
});
