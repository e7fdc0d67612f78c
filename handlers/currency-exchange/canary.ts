import { canary } from "../canary";
import { Decimal } from "./domain/decimal";
import { NAMESPACE } from "./telemetry";

const AMOUNT = "100";

/** A canary that requests a conversion from each target and checks that the result is the amount times the rate. */
export const handler = canary({
  namespace: NAMESPACE,
  path: `/v1/convert?from=EUR&to=USD&amount=${AMOUNT}`,
  faultOf: (body) => (isConversion(body) ? undefined : "the response is not a conversion"),
});

function isConversion(body: unknown): boolean {
  if (typeof body !== "object" || body === null || !("rate" in body && "result" in body)) {
    return false;
  }
  const { rate, result } = body;
  return (
    typeof rate === "string" &&
    typeof result === "string" &&
    new Decimal(rate).times(AMOUNT).minus(result).abs().lte("0.005")
  );
}
