import fc from "fast-check";
import { Decimal, parseRate, quotient } from "../../../../handlers/currency-exchange/domain/decimal";
import { quotient as exactQuotient, trimmed } from "./oracle";

test.each([
  ["1.1684", "1.1684"],
  ["20082.05", "20082.05"],
  ["1e-7", "0.0000001"],
  ["2.2E+1", "22"],
  ["1.50", "1.5"],
  ["0.00000000000000000123", "0.00000000000000000123"],
])("the rate %s is stored as %s", (text, rate) => {
  expect(parseRate(text)).toBe(rate);
});

test.each([
  "0",
  "0.0",
  "-1",
  "+1",
  "1,5",
  " 1",
  "1e400",
  "1e-400",
  "NaN",
  "Infinity",
  "0x10",
  "１.5",
  "",
  "1.",
  "9".repeat(1000),
  "123456789.123456789123",
])("%j is not a rate", (text) => {
  expect(parseRate(text)).toBeUndefined();
});

test("a quotient is the nearest number of 20 digits, with ties to even", () => {
  const rates = fc
    .tuple(fc.bigInt(1n, 10n ** 20n - 1n), fc.integer({ min: 8, max: 18 }))
    .map(([units, scale]) => trimmed(new Decimal(units.toString()).shiftedBy(-scale).toFixed()));
  fc.assert(
    fc.property(rates, rates, (a, b) => {
      return quotient(new Decimal(a), new Decimal(b)).toFixed() === exactQuotient(a, b, 20);
    }),
    { numRuns: 10_000, seed: 20 },
  );
});

test("a quotient exactly between two numbers is rounded to even", () => {
  expect(quotient(new Decimal("100000000000000000001"), new Decimal(2)).toFixed()).toBe(
    "50000000000000000000",
  );
  expect(quotient(new Decimal("100000000000000000003"), new Decimal(2)).toFixed()).toBe(
    "50000000000000000002",
  );
});
