import { Decimal, quotient } from "./decimal";
import type { Rates, Snapshot } from "./snapshot";

const ONE = new Decimal(1);

/**
 * How many units of `quote` one unit of `base` is worth: as published where the snapshot has it so, otherwise to
 * `RATE_DIGITS` significant digits. Undefined where the snapshot lacks one of them.
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

/**
 * The rates of a snapshot against any of its currencies, by code.
 *
 * @param symbols - the currencies wanted. Default: all but the base
 */
export function ratesAgainst(snapshot: Snapshot, base: string, symbols?: readonly string[]): Rates {
  const codes = symbols ?? codesOf(snapshot).filter((code) => code !== base);
  return Object.fromEntries(
    [...codes].sort().flatMap((code) => {
      const rate = crossRate(snapshot, base, code);
      return rate === undefined ? [] : [[code, rate.toFixed()]];
    }),
  );
}

/** Every currency that a snapshot has a rate of, its base with them. */
export function codesOf(snapshot: Snapshot): string[] {
  return [snapshot.base, ...Object.keys(snapshot.rates)];
}

/** The first of some snapshots that has a rate of every currency asked for. */
export function firstWith(snapshots: readonly Snapshot[], codes: readonly string[]): Snapshot | undefined {
  return snapshots.find((snapshot) => codes.every((code) => perUnit(snapshot, code) !== undefined));
}

/** Units of a currency for one unit of the snapshot's base. */
function perUnit({ base, rates }: Pick<Snapshot, "base" | "rates">, code: string): Decimal | undefined {
  if (code === base) {
    return ONE;
  }
  const rate = Object.hasOwn(rates, code) ? rates[code] : undefined;
  return rate === undefined ? undefined : new Decimal(rate);
}
