import { addDays, type Day, daysBetween } from "./day";
import { Decimal } from "./decimal";
import { isFixingDay } from "./fixings";
import { crossRate } from "./rates";
import { published, type Snapshot } from "./snapshot";

/**
 * The share by which all rates may move together within one fixing day: that is the base's own move. In 27 years of
 * the euro it was never more than 2.95 %. Numbers of another base under the euro's name move by more.
 */
const BASE_MOVE = 0.03;

/** Moves grow with the square root of time. A longer gap is not held to less than this one. */
const MOST_GAP_DAYS = 45;

/**
 * Puts into quarantine what moved further than `maxJump` against the last snapshot, and all of it where the base
 * itself moved too far: a slip of the source far more often than news. A true move is confirmed by the next snapshot,
 * which is compared with the quarantined rates, too.
 *
 * Over 27 years of the ECB's rates and with a share of 0.2, 7 of 220,000 rates are quarantined, each for one fixing.
 *
 * @param earlier - newest first; the accepted rates among them judge
 * @param confirming - an earlier snapshot whose quarantined rates confirm, too. Default: none does
 * @param maxJump - a share: 0.2 lets a rate rise to 1.2 times or fall to 1/1.2 of what it was
 */
export function quarantine(
  snapshot: Snapshot,
  earlier: readonly Snapshot[],
  confirming: Snapshot | undefined,
  maxJump: Decimal,
): Snapshot {
  const seen = confirming === undefined ? [] : [{ ...confirming, rates: published(confirming) }];
  const baseMoved =
    hasBaseMoved(snapshot, earlier) && (confirming === undefined || hasBaseMoved(snapshot, seen));
  const isBelieved = ([code, rate]: [string, string]): boolean => {
    const value = new Decimal(rate);
    const served = firstRate(earlier, snapshot.base, code);
    if (served !== undefined && isNear(value, served, maxJump)) {
      return true;
    }
    const lastSeen = firstRate(seen, snapshot.base, code);
    return lastSeen === undefined ? served === undefined : isNear(value, lastSeen, maxJump);
  };
  const entries = Object.entries(snapshot.rates);
  const believed = baseMoved ? [] : entries.filter(isBelieved);
  const held = entries.filter((entry) => !believed.includes(entry));
  return { ...snapshot, rates: Object.fromEntries(believed), held: Object.fromEntries(held) };
}

/** True where half of all rates moved by more than a base moves in that time. */
function hasBaseMoved(snapshot: Snapshot, others: readonly Snapshot[]): boolean {
  const [last] = others;
  const moves = Object.entries(snapshot.rates).flatMap(([code, rate]) => {
    const before = firstRate(others, snapshot.base, code);
    return before === undefined ? [] : [Math.log(new Decimal(rate).div(before).toNumber())];
  });
  if (last === undefined || moves.length < 2) {
    return false;
  }
  const most = BASE_MOVE * Math.sqrt(fixingDaysSince(last.day, snapshot.day));
  const [up, down] = [moves.filter((move) => move > most), moves.filter((move) => move < -most)];
  return Math.max(up.length, down.length) > moves.length / 2;
}

function fixingDaysSince(from: Day, to: Day): number {
  const since = daysBetween(addDays(from, 1), to).slice(0, MOST_GAP_DAYS);
  return Math.max(1, since.filter(isFixingDay).length);
}

function firstRate(snapshots: readonly Pick<Snapshot, "base" | "rates">[], base: string, code: string) {
  for (const snapshot of snapshots) {
    const rate = crossRate(snapshot, base, code);
    if (rate !== undefined) {
      return rate;
    }
  }
  return undefined;
}

function isNear(a: Decimal, b: Decimal, maxJump: Decimal): boolean {
  const most = maxJump.plus(1);
  return a.lte(b.times(most)) && b.lte(a.times(most));
}
