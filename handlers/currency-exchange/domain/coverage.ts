import { type Day, earlier, later } from "./day";

/** The first and the last day on which a currency had a rate. */
export interface Coverage {
  readonly firstDay: Day;
  readonly lastDay: Day;
}

/** Coverage by currency code. */
export type Coverages = Map<string, Coverage>;

/** Records that a currency had a rate on a day. The order of calls does not matter. */
export function see(coverages: Coverages, code: string, day: Day): void {
  const { firstDay, lastDay } = coverages.get(code) ?? { firstDay: day, lastDay: day };
  coverages.set(code, { firstDay: earlier(firstDay, day), lastDay: later(lastDay, day) });
}
