import { data } from "currency-codes";

export interface Currency {
  /** ISO 4217 alphabetic code. */
  readonly code: string;
  readonly name: string;
  /** ISO 4217 minor units: the decimal places of an amount. */
  readonly minorUnits: number;
}

/** Newer than the list, and withdrawn ones that old rates still name. */
const OTHERS: readonly Currency[] = [
  { code: "XCG", name: "Caribbean Guilder", minorUnits: 2 },
  { code: "BGN", name: "Bulgarian Lev", minorUnits: 2 },
  { code: "CYP", name: "Cyprus Pound", minorUnits: 2 },
  { code: "EEK", name: "Kroon", minorUnits: 2 },
  { code: "HRK", name: "Kuna", minorUnits: 2 },
  { code: "LTL", name: "Lithuanian Litas", minorUnits: 2 },
  { code: "LVL", name: "Latvian Lats", minorUnits: 2 },
  { code: "MTL", name: "Maltese Lira", minorUnits: 2 },
  { code: "ROL", name: "Leu (before 2005)", minorUnits: 2 },
  { code: "SIT", name: "Tolar", minorUnits: 2 },
  { code: "SKK", name: "Slovak Koruna", minorUnits: 2 },
  { code: "TRL", name: "Turkish Lira (before 2005)", minorUnits: 2 },
];

const CURRENCIES: ReadonlyMap<string, Currency> = new Map(
  [
    ...OTHERS,
    ...data.map(({ code, currency, digits }) => ({ code, name: currency, minorUnits: digits })),
  ].map((currency) => [currency.code, currency]),
);

/**
 * The currency of an ISO 4217 code, or undefined.
 *
 * @see https://www.six-group.com/en/products-services/financial-information/data-standards.html
 */
export function currency(code: string): Currency | undefined {
  return CURRENCIES.get(code);
}
