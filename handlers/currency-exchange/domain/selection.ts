import { addDays } from "./day";
import { firstRate, firstWith } from "./rates";
import { codesPublished, type Rates, type Snapshot } from "./snapshot";

/** The days for which a currency that newer publications lack keeps its last rate. */
const FALLBACK_DAYS = 14;

/** Some currencies of an answer, with the snapshot of their rates. */
export interface Share {
  readonly snapshot: Snapshot;
  readonly currencies: readonly string[];
  /** Whether a newer rate of one of them is in quarantine. */
  readonly superseded: boolean;
}

/** The rates of an answer, each from the first snapshot that contains it. */
export interface Selection {
  readonly rates: Rates;
  /** The snapshot that `asOf` and `source` describe. */
  readonly main: Share;
  /** Rates from other snapshots. */
  readonly fallbacks: readonly Share[];
  /** Currencies whose newest rate is in quarantine, with an older rate or none. */
  readonly quarantined: readonly string[];
  /** Currencies without any rate. */
  readonly missing: readonly string[];
}

/**
 * Selects the rate of each currency against a base from the first snapshot that has both, so that no rate combines two
 * snapshots. Returns undefined if no snapshot has the base.
 *
 * @param snapshots - in the order of preference
 * @param symbols - the requested currencies. Default: all of the last two weeks
 */
export function select(
  snapshots: readonly Snapshot[],
  base: string,
  symbols?: readonly string[],
): Selection | undefined {
  const first = firstWith(snapshots, [base]);
  if (first === undefined) {
    return undefined;
  }
  const wanted = [...new Set(symbols ?? recentCodes(snapshots, base))].sort();
  const rates: Record<string, string> = {};
  const shares = new Map<Snapshot, string[]>();
  const missing: string[] = [];
  const quarantined: string[] = isQuarantined(snapshots, first, base) ? [base] : [];
  for (const code of wanted) {
    const found = firstRate(snapshots, base, code);
    if (found === undefined) {
      missing.push(code);
    } else {
      rates[code] = found.rate.toFixed();
      shares.set(found.snapshot, [...(shares.get(found.snapshot) ?? []), code]);
    }
    if (code !== base && isQuarantined(snapshots, found?.snapshot, code)) {
      quarantined.push(code);
    }
  }
  const [main = { snapshot: first, currencies: [], superseded: quarantined.includes(base) }, ...fallbacks] =
    snapshots.flatMap((snapshot): Share[] => {
      const currencies = shares.get(snapshot);
      return currencies === undefined
        ? []
        : [{ snapshot, currencies, superseded: isSuperseded(snapshots, snapshot, [base, ...currencies]) }];
    });
  return { rates, main, fallbacks, quarantined: quarantined.sort(), missing };
}

/** Returns whether a newer snapshot has a rate of one of the currencies in quarantine. */
export function isSuperseded(
  snapshots: readonly Snapshot[],
  chosen: Snapshot,
  codes: readonly string[],
): boolean {
  return codes.some((code) => isQuarantined(snapshots, chosen, code));
}

/** If a source published a day again, a snapshot can have the same code as a rate and in quarantine. */
function isQuarantined(snapshots: readonly Snapshot[], chosen: Snapshot | undefined, code: string): boolean {
  const newestHeld = snapshots.findIndex(({ held }) => Object.hasOwn(held, code));
  return newestHeld !== -1 && (chosen === undefined || newestHeld <= snapshots.indexOf(chosen));
}

function recentCodes(snapshots: readonly Snapshot[], base: string): string[] {
  const newest = snapshots
    .map(({ day }) => day)
    .sort()
    .at(-1);
  if (newest === undefined) {
    return [];
  }
  const since = addDays(newest, -FALLBACK_DAYS);
  return snapshots
    .filter(({ day }) => day >= since)
    .flatMap(codesPublished)
    .filter((code) => code !== base);
}
