import { writeSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command";
import { PLAN_JSON, stackFolder, step } from "./stack";

/** `npm run review`: reviews the plan that `npm run plan` saved. Options and exit codes are `global-api review`'s. */
step("review", () =>
  run([...process.argv.slice(2), join(stackFolder(), PLAN_JSON)], {
    out: (text) => writeSync(1, text),
    err: (text) => writeSync(2, text),
  }),
);
