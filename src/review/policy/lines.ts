import type { DiffLine } from "../finding";
import { groupBy } from "../group";
import type { PolicyDifference } from "./compare";
import type { Grant } from "./document";

/** Longer differences say how many more there are. */
const MOST_LINES = 24;

/** A policy's difference to read: one line for each statement's worth of actions. */
export function policyLines({ gained, lost }: PolicyDifference): readonly DiffLine[] {
  return [...linesOf("+", gained), ...linesOf("-", lost)];
}

function linesOf(sign: DiffLine["sign"], grants: readonly Grant[]): readonly DiffLine[] {
  const groups = groupBy(grants, ({ action, ...rest }) => JSON.stringify(rest));
  const lines = [...groups.values()].map((group) => ({
    sign,
    text: sentence(
      sign,
      group[0],
      group.map(({ action }) => action),
    ),
  }));
  return lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES), { sign, text: `and ${lines.length - MOST_LINES} more` }];
}

function sentence(
  sign: DiffLine["sign"],
  { effect, principal, resource, condition }: Grant,
  actions: readonly string[],
): string {
  const lifted = effect === "Deny" ? (sign === "+" ? "no longer denied: " : "now denied: ") : "";
  return [
    `${lifted}${actions.join(", ")}`,
    resource === "" ? "" : ` on ${resource}`,
    principal === "" ? "" : ` by ${principal}`,
    condition === "" ? "" : ` if ${condition}`,
  ].join("");
}
