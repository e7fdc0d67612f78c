import { type Coverage, see } from "../domain/coverage";
import { minorUnitsOf, nameOf } from "../domain/currencies";
import { secondsUntilNext } from "../domain/freshness";
import { codesPublished } from "../domain/snapshot";
import { json, type Operation } from "./operation";
import { newestWith } from "./snapshots";

/**
 * The currencies of daily rates. Withdrawn ones are known from the days on which they were last seen; the ones in use
 * from the newest fixings, so that nothing needs to be written about them every day.
 */
export const currencies: Operation = async (service, { now }) => {
  const newest = await newestWith(service, [], now);
  const coverage = await service.table.coverage();
  const fixings = (await service.recent.get(now)).filter(({ time }) => time === undefined);
  for (const fixing of fixings) {
    for (const code of codesPublished(fixing)) {
      see(coverage, code, fixing.day);
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
