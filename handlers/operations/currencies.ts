import { minorUnitsOf, nameOf } from "../domain/currencies";
import { earlier, later } from "../domain/day";
import { secondsUntilNext } from "../domain/freshness";
import { published } from "../domain/snapshot";
import type { Coverage } from "../store/rates-table";
import { json, type Operation } from "./operation";
import { newestWith } from "./snapshots";

/**
 * The currencies of daily rates. Withdrawn ones are known from the days on which they were last seen; the ones in use
 * from the newest fixings, so that nothing needs to be written about them every day.
 */
export const currencies: Operation = async (service, { now }) => {
  const newest = await newestWith(service, [], now);
  const coverage = await service.table.coverage();
  for (const { day, time, ...snapshot } of await service.recent.get(now)) {
    for (const code of time === undefined ? [snapshot.base, ...Object.keys(published(snapshot))] : []) {
      const { firstDay, lastDay } = coverage.get(code) ?? { firstDay: day, lastDay: day };
      coverage.set(code, {
        firstDay: earlier(day, firstDay),
        lastDay: later(day, lastDay),
      });
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
