import { addDays, type Day, daysBetween } from "./day";
import { Decimal } from "./decimal";
import { isFixingDay } from "./fixings";
import { firstRate } from "./rates";
import { published, type Snapshot } from "./snapshot";

/**
 * The maximum relative change of all rates together within one fixing day, which is the base's own move. In 27 years of
 * the euro, it never exceeded 2.95%. Rates of another base published as euro rates move by more.
 */
const BASE_MOVE = 0.03;

/** Moves grow with the square root of time, up to this gap. */
const MOST_GAP_DAYS = 45;

/**
 * Quarantines rates that moved further than `maxJump` from the last snapshot, and all rates if the base itself moved
 * too far. Such moves are far more often a mistake of the source than real. The next snapshot is also compared with the
 * quarantined rates and confirms a real move.
 *
 * Over 27 years of the ECB's rates and with a share of 0.2, 7 of 220,000 rates are quarantined, each for one fixing.
 *
 * @param earlier - newest first; their accepted rates are the reference
 * @param confirming - an earlier snapshot whose quarantined rates can also confirm a move. Default: none
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
    const served = firstRate(earlier, snapshot.base, code)?.rate;
    if (served !== undefined && isNear(value, served, maxJump)) {
      return true;
    }
    const lastSeen = firstRate(seen, snapshot.base, code)?.rate;
    return lastSeen === undefined ? served === undefined : isNear(value, lastSeen, maxJump);
  };
  const entries = Object.entries(snapshot.rates);
  const believed = baseMoved ? [] : entries.filter(isBelieved);
  const held = entries.filter((entry) => !believed.includes(entry));
  return { ...snapshot, rates: Object.fromEntries(believed), held: Object.fromEntries(held) };
}

/** Returns whether half of all rates moved further than a base moves in that time. */
function hasBaseMoved(snapshot: Snapshot, others: readonly Snapshot[]): boolean {
  const [last] = others;
  const moves = Object.entries(snapshot.rates).flatMap(([code, rate]) => {
    const before = firstRate(others, snapshot.base, code)?.rate;
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

function isNear(a: Decimal, b: Decimal, maxJump: Decimal): boolean {
  const most = maxJump.plus(1);
  return a.lte(b.times(most)) && b.lte(a.times(most));
}
