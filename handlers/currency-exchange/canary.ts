import { canary } from "../canary";
import { Decimal } from "./domain/decimal";
import { apiDocument } from "./openapi";
import { NAMESPACE } from "./telemetry";

const EXPECTED = { from: "EUR", to: "USD", amount: "100" } as const;

/** Since 1999, a euro was worth between 0.82 and 1.60 dollars. */
const PLAUSIBLE = { least: "0.4", most: "3.2" } as const;

/** Rounding may change a result by half a cent. */
const ROUNDING = "0.005";

/**
 * A canary that requests a conversion from each target. It checks that the response converts what was requested, that
 * the unrounded result is exactly the amount times the rate, and that the rounded one differs by rounding only.
 */
export const handler = canary({
  namespace: NAMESPACE,
  path: `/v1/convert?${new URLSearchParams(EXPECTED)}`,
  document: apiDocument,
  faultOf: conversionFault,
});

function conversionFault(body: unknown): string | undefined {
  const values = new Map<string, unknown>(Object.entries(Object(body)));
  const text = (name: string) => String(values.get(name));
  for (const [name, expected] of Object.entries(EXPECTED)) {
    if (text(name) !== expected) {
      return `${name} is ${text(name)} instead of ${expected}`;
    }
  }
  const rate = new Decimal(text("rate"));
  if (rate.lt(PLAUSIBLE.least) || rate.gt(PLAUSIBLE.most)) {
    return `the rate ${rate} is implausible`;
  }
  const product = rate.times(EXPECTED.amount);
  if (!product.eq(text("unrounded"))) {
    return `unrounded is ${text("unrounded")} instead of ${product}`;
  }
  return product.minus(text("result")).abs().lte(ROUNDING)
    ? undefined
    : `result is ${text("result")} instead of ${product}, rounded`;
}
