import type { Plan, ResourceChange } from "../../terraform";
import type { Change } from "../change";
import { differencesOf, differencesText } from "../difference";
import type { Rule } from "../finding";
import { plain, say, type Text } from "../text";

/** What somebody, or something, changed in AWS beside Terraform. */
export const DRIFT: Rule = {
  id: "drift",
  severity: "person",
  why: "Somebody had a reason to change it by hand, perhaps during an incident; applying takes it back or takes it over.",
  advice: "Ask who did it, and write it into the configuration or let the plan take it back.",
  find: ({ plan, changes }) => {
    const byAddress = new Map(changes.map((change) => [change.address, change]));
    return plan.drift
      .filter(({ mode }) => mode === "managed")
      .flatMap((drift) => {
        const what = drifted(drift, plan, byAddress.get(drift.address));
        return what === undefined ? [] : [{ what, addresses: [drift.address] }];
      });
  },
};

function drifted(drift: ResourceChange, plan: Plan, change: Change | undefined): Text | undefined {
  if (drift.actions.includes("delete")) {
    const again = change?.kind === "add" ? plain("; this plan makes it again") : [];
    return say`${drift.address} was deleted outside of Terraform${again}.`;
  }
  // What the configuration does not assign is AWS's to fill in, or another resource's.
  const assigned = plan.after.resources.get(drift.address)?.assigned;
  const differences = differencesOf(drift).filter(
    ({ path }) => assigned?.has(path.split(/[.[]/)[0] ?? "") ?? true,
  );
  if (differences.length === 0) {
    return undefined;
  }
  const paths = new Set(change?.differences.map(({ path }) => path));
  const back = differences.every(({ path }) => paths.has(path));
  return say`${drift.address} was changed outside of Terraform: ${differencesText(differences)}${plain(back ? "; this plan takes it back" : "")}.`;
}
