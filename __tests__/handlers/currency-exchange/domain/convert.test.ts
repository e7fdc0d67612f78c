import fc from "fast-check";
import { readEcbCsv } from "../../../../handlers/currency-exchange/backfill/ecb-csv";
import { type Conversion, convert } from "../../../../handlers/currency-exchange/domain/convert";
import { minorUnitsOf } from "../../../../handlers/currency-exchange/domain/currencies";
import type { Rounding } from "../../../../handlers/currency-exchange/domain/rounding";
import type { Snapshot } from "../../../../handlers/currency-exchange/domain/snapshot";
import { codesPublished } from "../../../../handlers/currency-exchange/domain/snapshot";
import { sampleSize } from "../../../tools";
import { describeWithHistory } from "../ecb-history";
import { fixing } from "../fixings";
import { product, quotient, rounded, trimmed, within } from "./oracle";

const DAY = fixing("2026-04-13", { USD: "1.1684", JPY: "186.75", TND: "3.4321", XAU: "0.00031" });

interface Options {
  readonly on?: Snapshot;
  readonly rounding?: Rounding;
}

function converted(from: string, to: string, amount: string, options: Options = {}): Conversion {
  const { on = DAY, rounding = "half-even" } = options;
  const conversion = convert(on, from, to, amount, rounding);
  if (conversion === undefined) {
    throw new Error(`there is no rate from ${from} to ${to}`);
  }
  return conversion;
}

describe("a conversion", () => {
  test("returns the rate, the exact product and the result in minor units", () => {
    expect(converted("EUR", "USD", "10.05")).toEqual({
      rate: "1.1684",
      unrounded: "11.74242",
      result: "11.74",
    });
    expect(converted("EUR", "JPY", "10.05").result).toBe("1877");
    expect(converted("EUR", "TND", "10.05").result).toBe("34.493");
  });

  test("uses the base for cross rates, to 20 significant digits", () => {
    expect(converted("USD", "JPY", "1").rate).toBe(quotient("186.75", "1.1684", 20));
  });

  test("does not round a currency without minor units", () => {
    expect(converted("EUR", "XAU", "10.05").result).toBe("0.0031155");
  });

  test("returns the amount as given for a conversion to the same currency", () => {
    expect(converted("JPY", "JPY", "10.050")).toEqual({ rate: "1", unrounded: "10.050", result: "10.050" });
  });

  test.each<[Rounding, string]>([
    ["half-even", "0.12"],
    ["half-up", "0.13"],
    ["half-down", "0.12"],
    ["up", "0.13"],
    ["down", "0.12"],
  ])("rounds %s when asked", (rounding, result) => {
    const on = fixing("2026-04-13", { USD: "0.125" });
    expect(converted("EUR", "USD", "1", { on, rounding }).result).toBe(result);
  });

  test("is undefined if the day lacks a currency", () => {
    expect(convert(DAY, "EUR", "GBP", "1", "half-even")).toBeUndefined();
    expect(convert(DAY, "GBP", "EUR", "1", "half-even")).toBeUndefined();
  });
});

describeWithHistory("over the ECB's history", (csv) => {
  const days = readEcbCsv(csv);
  const tried = sampleSize(100_000);

  /** At most 18 digits, without zeros before or after. */
  const amounts = fc
    .tuple(fc.bigInt(1n, 10n ** 18n - 1n), fc.nat(17))
    .map(([units, scale]) => trimmed(decimal(units, scale)));

  const conversions = fc
    .tuple(fc.nat(days.length - 1), fc.nat(1000), fc.nat(1000), amounts)
    .map(([index, first, second, amount]) => {
      const on = days[index] ?? DAY;
      const codes = codesPublished(on);
      return {
        on,
        from: codes[first % codes.length] ?? "EUR",
        to: codes[second % codes.length] ?? "EUR",
        amount,
      };
    });

  test("every rate of every day converts both ways like integer arithmetic", () => {
    for (const on of days) {
      for (const [code, rate] of Object.entries(on.rates)) {
        const there = converted("EUR", code, "1", { on }).unrounded;
        const back = converted(code, "EUR", "1", { on }).unrounded;
        // Plain comparisons: half a million matchers would take a minute.
        if (there !== rate || back !== quotient("1", rate, 20)) {
          throw new Error(`${on.day} ${code} ${rate}: ${there} there, ${back} back`);
        }
      }
    }
    expect(days).toHaveLength(6983);
  });

  test(`${tried} random conversions match integer arithmetic, digit by digit`, () => {
    fc.assert(
      fc.property(conversions, ({ on, from, to, amount }) => {
        const perUnit = (code: string) => (code === "EUR" ? "1" : (on.rates[code] ?? ""));
        const rate = from === "EUR" ? perUnit(to) : quotient(perUnit(to), perUnit(from), 20);
        const { rate: used, unrounded, result } = converted(from, to, amount, { on });
        const exact = product(amount, rate);
        const right = from === to ? amount : rounded(exact, minorUnitsOf(to) ?? 0);
        return (from === to || used === rate) && unrounded === exact && result === right;
      }),
      { numRuns: tried, seed: 1999 },
    );
  });

  test("there and back is within one unit of the amount's 18th digit", () => {
    fc.assert(
      fc.property(conversions, ({ on, from, to, amount }) => {
        const { unrounded } = converted(from, to, amount, { on });
        const back = converted(to, from, unrounded, { on }).unrounded;
        return within(back, amount, unitOfDigit18(amount));
      }),
      { numRuns: sampleSize(10_000), seed: 2026 },
    );
  });
});

function decimal(units: bigint, scale: number): string {
  const digits = units.toString().padStart(scale + 1, "0");
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** One unit of the last of 18 significant digits: of 1234.56, 0.00000000000001. */
function unitOfDigit18(amount: string): string {
  const [whole = "", fraction = ""] = amount.split(".");
  const zeros = whole === "0" ? (/^0*/.exec(fraction)?.[0].length ?? 0) : -whole.length;
  return decimal(1n, 18 + zeros);
}
