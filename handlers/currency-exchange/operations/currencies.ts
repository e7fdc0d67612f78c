import { type Coverage, see } from "../domain/coverage";
import { minorUnitsOf, nameOf } from "../domain/currencies";
import { secondsUntilNext } from "../domain/freshness";
import { codesPublished } from "../domain/snapshot";
import { json, type Operation } from "./operation";
import { snapshotsOf, snapshotWith } from "./snapshots";

/**
 * Lists the currencies with current or past rates. The last day of a withdrawn currency is stored; that of a current
 * one follows from the newest snapshots, so nothing has to be written every day.
 */
export const currencies: Operation = async (service, { now }) => {
  const snapshots = snapshotsOf(service, now);
  const { snapshot: newest } = await snapshotWith(snapshots, []);
  const coverage = await service.table.coverage();
  for (const snapshot of await snapshots.newest()) {
    for (const code of codesPublished(snapshot)) {
      see(coverage, code, snapshot.day);
    }
  }
  const list = [...coverage].sort(([a], [b]) => (a < b ? -1 : 1));
  return json({ currencies: list.map(described) }, secondsUntilNext(newest, now));
};

function described([code, { firstDay, lastDay }]: [string, Coverage]) {
  const minorUnits = minorUnitsOf(code);
  const decimals = minorUnits === undefined ? {} : { minorUnits };
  return { code, name: nameOf(code), ...decimals, firstDay, lastDay };
}
