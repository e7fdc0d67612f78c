import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { namesPlan, processStreams, run } from "../review/command";
import { PLAN, PLAN_JSON, Stack, step } from "./stack";

/**
 * `npm run review`: reviews the plan of `npm run plan` or `npm run pipeline unseal`. Options and exit codes are
 * `regionproof review`'s.
 */
step(
  "review",
  (args) => {
    if (namesPlan(args)) {
      return run(args, processStreams());
    }
    const stack = Stack.synthesized();
    stack.init();
    const file = join(stack.folder, PLAN_JSON);
    writeFileSync(file, stack.show(PLAN));
    return run([...args, file], processStreams());
  },
  () => true,
);
