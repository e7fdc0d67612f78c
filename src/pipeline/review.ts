import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitWith } from "../command";
import { namesPlan, processStreams, run } from "../review/command";
import { readPlan } from "../terraform";
import { PLAN, PLAN_JSON, Stack } from "./stack";
import { unrecordedRollbacks } from "./unrecorded-rollbacks";

/**
 * `npm run review`: reviews the plan of `npm run plan` or `npm run pipeline unseal`. Options and exit codes are
 * `regionproof review`'s.
 */
process.umask(0o077);
exitWith("review", async () => {
  const args = process.argv.slice(2);
  if (namesPlan(args)) {
    return run(args, processStreams());
  }
  const stack = Stack.synthesized();
  stack.init();
  const plan = stack.show(PLAN);
  const file = join(stack.folder, PLAN_JSON);
  writeFileSync(file, plan);
  return run([...args, file], processStreams(), { rollbacks: await unrecordedRollbacks(readPlan(plan)) });
});
