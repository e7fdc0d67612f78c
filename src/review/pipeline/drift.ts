import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { processStreams, run, UNREADABLE } from "../command";
import { Stack, step, WAIT_FOR_LOCK } from "./stack";

const DRIFT = "drift.tfplan";
const CHANGES = 2;

/**
 * `npm run pipeline drift`: whether what is deployed is what is configured. Exit code 0: it is. 2: it is not, and the review on
 * standard output says in what: something was changed by hand, or never applied. It holds the state's lock meanwhile,
 * so that an apply that runs is not taken for drift.
 */
step("drift", async () => {
  const stack = Stack.synthesized();
  stack.init();
  const code = stack.run(["plan", "-detailed-exitcode", WAIT_FOR_LOCK, `-out=${DRIFT}`], [0, CHANGES]);
  const file = join(stack.folder, "drift.json");
  writeFileSync(file, stack.show(DRIFT));
  let changedByHand = false;
  const verdict = await run([file], processStreams(), ({ findings }) => {
    changedByHand = findings.some(({ rule, allowed }) => rule === "drift" && allowed === undefined);
  });
  if (verdict === UNREADABLE) {
    return UNREADABLE;
  }
  return code === CHANGES || changedByHand ? 2 : 0;
});
