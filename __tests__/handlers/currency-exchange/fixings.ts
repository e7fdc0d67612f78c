import type { Day } from "../../../handlers/currency-exchange/domain/day";
import type { Rates, Snapshot } from "../../../handlers/currency-exchange/domain/snapshot";

/** A fixing of the ECB, of some of its currencies. */
export function fixing(day: Day, rates: Rates, more: Partial<Snapshot> = {}): Snapshot {
  return { source: "ecb", day, time: undefined, base: "EUR", rates, held: {}, ...more };
}

/** As the ECB published them, with the last ones of the Bulgarian lev. Good Friday was the 3rd, Easter Monday the 6th. */
export const FIXINGS: readonly Snapshot[] = [
  fixing("2025-12-31", { USD: "1.175", JPY: "184.09", GBP: "0.8726", BGN: "1.9558" }),
  fixing("2026-03-31", { USD: "1.1498", JPY: "183.39", GBP: "0.86833" }),
  fixing("2026-04-01", { USD: "1.1605", JPY: "183.73", GBP: "0.87113" }),
  fixing("2026-04-02", { USD: "1.1525", JPY: "183.94", GBP: "0.87253" }),
  fixing("2026-04-07", { USD: "1.1557", JPY: "184.73", GBP: "0.87258" }),
  fixing("2026-04-08", { USD: "1.1706", JPY: "185.13", GBP: "0.86893" }),
  fixing("2026-04-09", { USD: "1.1685", JPY: "185.7", GBP: "0.87053" }),
  fixing("2026-04-10", { USD: "1.1711", JPY: "186.43", GBP: "0.87105" }),
  fixing("2026-04-13", { USD: "1.1684", JPY: "186.75", GBP: "0.87058" }),
];
