import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitWith } from "../command";
import { processStreams, runReview } from "../review/command";
import { readPlan } from "../terraform";
import { PLAN_JSON, Stack } from "./stack";
import { unrecordedRollbacks } from "./unrecorded-rollbacks";

/**
 * `npm run review`: reviews the plan of `npm run plan` or `npm run pipeline unseal`. Options and exit codes are
 * `regionproof review`'s.
 */
process.umask(0o077);
exitWith("review", () =>
  runReview(process.argv.slice(2), processStreams(), async () => {
    const stack = Stack.synthesized();
    await stack.init();
    const text = await stack.saved();
    writeFileSync(join(stack.folder, PLAN_JSON), text);
    return { text, folder: stack.folder, rollbacks: await unrecordedRollbacks(readPlan(text)) };
  }),
);
