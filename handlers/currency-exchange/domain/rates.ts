import { Decimal, quotient } from "./decimal";
import type { Snapshot } from "./snapshot";

const ONE = new Decimal(1);

/**
 * Returns the value of one unit of `base` in `quote`: as published if the snapshot contains it, otherwise to
 * `RATE_DIGITS` significant digits. Returns undefined if the snapshot lacks one of them.
 */
export function crossRate(snapshot: Pick<Snapshot, "base" | "rates">, base: string, quote: string) {
  const perBase = perUnit(snapshot, base);
  const perQuote = perUnit(snapshot, quote);
  if (perBase === undefined || perQuote === undefined) {
    return undefined;
  }
  if (base === quote) {
    return ONE;
  }
  return perBase.eq(ONE) ? perQuote : quotient(perQuote, perBase);
}

/** Returns the rate of a pair from the first snapshot that has both currencies, and the snapshot. */
export function firstRate<S extends Pick<Snapshot, "base" | "rates">>(
  snapshots: readonly S[],
  base: string,
  quote: string,
): { readonly snapshot: S; readonly rate: Decimal } | undefined {
  for (const snapshot of snapshots) {
    const rate = crossRate(snapshot, base, quote);
    if (rate !== undefined) {
      return { snapshot, rate };
    }
  }
  return undefined;
}

/** Returns the first snapshot that has a rate of every requested currency. */
export function firstWith(snapshots: readonly Snapshot[], codes: readonly string[]): Snapshot | undefined {
  return snapshots.find((snapshot) => codes.every((code) => perUnit(snapshot, code) !== undefined));
}

/** Returns the units of a currency for one unit of the snapshot's base. */
function perUnit({ base, rates }: Pick<Snapshot, "base" | "rates">, code: string): Decimal | undefined {
  if (code === base) {
    return ONE;
  }
  const rate = Object.hasOwn(rates, code) ? rates[code] : undefined;
  return rate === undefined ? undefined : new Decimal(rate);
}
