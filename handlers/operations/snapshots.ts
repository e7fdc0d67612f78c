import type { Day } from "../domain/day";
import { freshness } from "../domain/freshness";
import { firstWith } from "../domain/rates";
import { asOf, type Snapshot } from "../domain/snapshot";
import { Problem } from "../http/problem";
import type { RatesTable } from "../store/rates-table";
import { annotate } from "../tracing";
import type { Service } from "./operation";

const RETRY_SECONDS = 60;

/** Where the fixings until a day come from. */
export type Fixings = Pick<RatesTable, "fixingsUntil">;

/**
 * The newest snapshot that has a rate of every currency asked for.
 *
 * @throws Problem
 */
export async function newestWith(service: Service, codes: readonly string[], now: Date): Promise<Snapshot> {
  const recent = await service.recent.get(now);
  return firstWith(recent, codes) ?? missing(recent, recent, codes, "in the newest rates");
}

/**
 * The newest fixing until a day that has a rate of every currency asked for. On a day without a fixing it is one of
 * the days before.
 *
 * @throws Problem
 */
export async function fixingWith(
  service: Service,
  day: Day,
  codes: readonly string[],
  now: Date,
  table: Fixings = service.table,
): Promise<Snapshot> {
  const fixings = await table.fixingsUntil(day);
  return (
    firstWith(fixings, codes) ??
    missing(await service.recent.get(now), fixings, codes, `on ${day} or in the days before it`)
  );
}

function nameMissing(snapshots: readonly Snapshot[], codes: readonly string[]): string {
  const wanted = [...new Set(codes)];
  const absent = wanted.filter((code) => firstWith(snapshots, [code]) === undefined);
  return absent.length > 0 ? absent.join(" and ") : `${wanted.join(" and ")} together`;
}

function missing(
  recent: readonly Snapshot[],
  snapshots: readonly Snapshot[],
  codes: readonly string[],
  when: string,
): never {
  if (recent.length === 0) {
    throw new Problem("no-rates-yet", "The first rates have not been stored yet", {
      "Retry-After": String(RETRY_SECONDS),
    });
  }
  throw new Problem("no-rate", `There is no rate of ${nameMissing(snapshots, codes)} ${when}`);
}

/** What every answer made of a snapshot says of it. */
export function provenance(snapshot: Snapshot, now: Date, until?: Day) {
  const fresh = freshness(snapshot, now, until);
  annotate({ source: snapshot.source, stale: fresh.stale });
  return { asOf: asOf(snapshot), source: snapshot.source, ...fresh };
}
