/** The rates of one day, as one source published them. */
export interface Snapshot {
  /** The day that the source gives, `2026-04-13`: not the day on which it was fetched. */
  readonly date: string;
  /** Whose rates they are, such as `ECB by frankfurter`. */
  readonly source: string;
  /** The currency that one unit of is worth `rates`. */
  readonly base: string;
  /** Decimal texts by ISO 4217 code, as published; without the base. */
  readonly rates: Readonly<Record<string, string>>;
}

/** True where two snapshots say the same: storing the one over the other would change nothing. */
export function sameSnapshot(a: Snapshot, b: Snapshot): boolean {
  const codes = Object.keys(a.rates);
  return (
    a.date === b.date &&
    a.source === b.source &&
    a.base === b.base &&
    codes.length === Object.keys(b.rates).length &&
    codes.every((code) => a.rates[code] === b.rates[code])
  );
}
