import { Decimal } from "./domain/decimal";
import { Environment, required } from "./environment";
import { emit, errorFields, log } from "./telemetry";

const TIMEOUT_MS = 5_000;
const AMOUNT = "100";

/** A name to ask, and the region that must answer it; none for the shared name. */
interface Target {
  readonly name: string;
  readonly url: string;
  readonly region: string | undefined;
}

/**
 * Asks each target what a client would ask, and looks at what it answers: a region may be ill in a way that its
 * own health check does not see. It fails for nobody; its metrics say what it saw.
 */
export async function handler(): Promise<void> {
  await Promise.all(targets(required(Environment.canaryTargets)).map(visit));
}

async function visit(target: Target): Promise<void> {
  const start = performance.now();
  const fault = await faultOf(target).catch((error: unknown) => {
    log("WARN", "The canary got no answer", { target: target.name, ...errorFields(error) });
    return "no answer";
  });
  if (fault !== undefined) {
    log("WARN", "The canary saw a fault", { target: target.name, fault });
  }
  const metrics = { CanarySuccess: fault === undefined ? 1 : 0, CanaryLatency: performance.now() - start };
  emit(metrics, { target: target.name });
}

/** What is wrong with a conversion's answer; undefined if nothing is. */
async function faultOf({ url, region }: Target): Promise<string | undefined> {
  const response = await fetch(`${url}/v1/convert?from=EUR&to=USD&amount=${AMOUNT}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: "application/json", "user-agent": "canary" },
  });
  const body: unknown = await response.json();
  // Where clients have keys, the gateway refuses the canary, which has none: that it does is the right answer.
  if (response.status === 403) {
    return undefined;
  }
  if (response.status !== 200) {
    return `status ${response.status}`;
  }
  const servedBy = response.headers.get("x-served-by");
  if (region !== undefined && servedBy !== region) {
    return `served by ${servedBy}`;
  }
  return isConversion(body) ? undefined : "the answer is not a conversion";
}

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

/** `us-east-1=https://us-east-1.api.example.com,shared=https://api.example.com` */
function targets(text: string): Target[] {
  return text.split(",").map((part) => {
    const [name = "", url = ""] = part.split("=");
    return { name, url, region: name === "shared" ? undefined : name };
  });
}
