import type { Day } from "../../handlers/domain/day";
import type { Rates, Snapshot } from "../../handlers/domain/snapshot";

/** A fixing of the ECB, of some of its currencies. */
export function fixing(day: Day, rates: Rates, more: Partial<Snapshot> = {}): Snapshot {
  return { source: "ecb", day, time: undefined, base: "EUR", rates, held: {}, ...more };
}

/** As the ECB published them; there was none on 3 April 2026, Good Friday, and none on the 6th, Easter Monday. */
export const APRIL_2026: readonly Snapshot[] = [];
