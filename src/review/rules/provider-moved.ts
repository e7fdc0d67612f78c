import type { ResourceChange } from "../../terraform";
import type { Change } from "../change";
import type { Rule } from "../finding";
import { GLOBAL, regionOfState, UNKNOWN } from "../region";
import { say } from "../text";

/** A resource whose address stays and whose region does not. */
export const PROVIDER_MOVED: Rule = {
  id: "provider-moved",
  severity: "refuse",
  why: "Terraform looks for it in the new region only: it makes another one there, or takes over one of the same name, and forgets the old one, with what is in it.",
  advice:
    "Give the resource its provider back. What must live elsewhere gets an address of its own, is made beside the old one, and the old one goes when nothing uses it.",
  find: ({ changes, plan }) => {
    const drifted = new Map(plan.drift.map((drift) => [drift.address, drift]));
    return changes.flatMap((change) => {
      const from = originOf(change, drifted.get(change.address));
      const to = change.region;
      if (from === undefined || from === to || [from, to].some((one) => one === GLOBAL || one === UNKNOWN)) {
        return [];
      }
      return [
        {
          what: say`${change.address} moves from ${from} to ${to}: its provider is another one now.`,
          addresses: [change.address],
        },
      ];
    });
  },
};

/** Where the last state had it: the refresh already looks in the new region. */
function originOf(change: Change, drift: ResourceChange | undefined): string | undefined {
  return (drift && regionOfState(drift.type, drift.before)) ?? change.stateRegion;
}
