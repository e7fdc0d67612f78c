import { findInAliases } from "./find-in-aliases";
import { findInChecks } from "./find-in-checks";
import { findInSets } from "./find-in-sets";
import { findInTargets } from "./find-in-targets";
import type { Finding } from "./finding";
import type { Zone } from "./zone";

/** Everything that is wrong or suspicious in a zone, worst first. */
export function findings(zone: Zone): readonly Finding[] {
  const found = [
    ...zone.unread,
    ...findInSets(zone),
    ...findInAliases(zone),
    ...findInTargets(zone),
    ...findInChecks(zone),
  ];
  return [
    ...found.filter(({ severity }) => severity === "error"),
    ...found.filter(({ severity }) => severity === "warning"),
  ];
}
