import { Decimal } from "./currency-exchange/domain/decimal";
import { Environment, optional, required } from "./environment";
import { emit, errorFields, log } from "./telemetry";

const TIMEOUT_MS = 5_000;
const AMOUNT = "100";

/** A name to request, and the region that must answer; none for the shared name. */
interface Target {
  readonly name: string;
  readonly url: string;
  readonly region: string | undefined;
}

/**
 * Sends each target a client's request and checks the answer: a region may fail in a way that its own health check
 * does not see. The canary itself never fails; its metrics report what it saw.
 */
export async function handler(): Promise<void> {
  await Promise.all(targets(required(Environment.canaryTargets)).map(visit));
}

async function visit(target: Target): Promise<void> {
  const { name, url } = target;
  const start = performance.now();
  const response = await request(url).catch((error: unknown) => {
    log("WARN", "The canary got no answer", { target: name, ...errorFields(error) });
    return undefined;
  });
  const answered = performance.now() - start;
  const fault = response === undefined ? "no answer" : await faultOf(response, target);
  if (fault !== undefined) {
    log("WARN", "The canary saw a fault", { target: name, fault });
  }
  emit(
    {
      CanarySuccess: fault === undefined ? 1 : 0,
      ...(response === undefined ? {} : { CanaryLatency: answered }),
    },
    { target: name },
  );
}

function request(url: string): Promise<Response> {
  const key = optional(Environment.canaryKey, "");
  return fetch(`${url}/v1/convert?from=EUR&to=USD&amount=${AMOUNT}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      accept: "application/json",
      "user-agent": "canary",
      ...(key === "" ? {} : { "x-api-key": key }),
    },
  });
}

/** Returns what is wrong with the answer to a conversion; undefined if it is right. */
async function faultOf(response: Response, { region }: Target): Promise<string | undefined> {
  if (response.status !== 200) {
    return `status ${response.status}`;
  }
  const body: unknown = await response.json().catch(() => undefined);
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
