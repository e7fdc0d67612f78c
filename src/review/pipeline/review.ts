import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command";
import { processStreams } from "../streams";
import { PLAN, PLAN_JSON, Stack, step } from "./stack";

/**
 * `npm run review`: reviews the plan that `npm run plan` or `npm run unseal` left. Options and exit codes are
 * `global-api review`'s.
 */
step(
  "review",
  (args) => {
    const stack = Stack.synthesized();
    stack.init();
    const file = join(stack.folder, PLAN_JSON);
    writeFileSync(file, stack.show(PLAN));
    return run([...args, file], processStreams());
  },
  () => true,
);
