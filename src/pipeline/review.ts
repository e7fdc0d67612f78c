import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { reviewCommand } from "../review/command";
import { readPlan } from "../terraform";
import { PLAN_JSON, Stack, step } from "./stack";
import { unrecordedRollbacks } from "./unrecorded-rollbacks";

/**
 * `npm run review`: reviews the plan of `npm run plan` or `npm run pipeline unseal`. Options and exit codes are
 * `regionproof review`'s.
 */
step(
  reviewCommand("review", async () => {
    const stack = Stack.synthesized();
    await stack.init();
    const text = await stack.saved();
    writeFileSync(join(stack.folder, PLAN_JSON), text);
    return { text, folder: stack.folder, rollbacks: await unrecordedRollbacks(readPlan(text)) };
  }),
);
