import { join } from "node:path";
import { run } from "../command";
import { processStreams } from "../streams";
import { PLAN_JSON, stackFolder, step } from "./stack";

/** `npm run review`: reviews the plan that `npm run plan` saved. Options and exit codes are `global-api review`'s. */
step("review", () => run([...process.argv.slice(2), join(stackFolder(), PLAN_JSON)], processStreams()));
