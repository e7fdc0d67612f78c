import { list, optional } from "./environment";
import { emitter, errorFields, log } from "./telemetry";

const TIMEOUT_MS = 5_000;

/** The environment variables that a canary reads; the construct of the canary sets them. */
const Environment = {
  /** What to request: a region, or `shared`, with its address, as in `us-east-1=https://…`, with commas between. */
  targets: "CANARY_TARGETS",
  /** The key with which to call an API that requires one. @default - none */
  key: "CANARY_KEY",
} as const;

export interface CanaryProps {
  /** The namespace of the canary's metrics: the API's. */
  readonly namespace: string;
  /** What to request with GET, with its query. */
  readonly path: string;
  /** Returns what is wrong with the JSON body of a response with status 200; undefined if it is right. */
  readonly faultOf: (body: unknown) => string | undefined;
}

/** A name to request, and the region that must answer; none for the shared name. */
interface Target {
  readonly name: string;
  readonly url: string;
  readonly region: string | undefined;
}

/**
 * Returns a function that sends each target a client's request and checks the answer: a region may fail in a way that
 * its own health check does not see. The canary itself never fails; its metrics report what it saw.
 */
export function canary(props: CanaryProps): () => Promise<void> {
  const emit = emitter(props.namespace, {
    /** 1 where a canary got the right answer, else 0; by target. */
    CanarySuccess: "Count",
    /** The time until a canary's request was answered, if it was; by target. */
    CanaryLatency: "Milliseconds",
  });
  const visit = async (target: Target): Promise<void> => {
    const { name, url } = target;
    const start = performance.now();
    const response = await request(`${url}${props.path}`).catch((error: unknown) => {
      log("WARN", "The canary got no answer", { target: name, ...errorFields(error) });
      return undefined;
    });
    const answered = performance.now() - start;
    const fault = response === undefined ? "no answer" : await faultOf(response, target, props);
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
  };
  return async () => {
    await Promise.all(targets().map(visit));
  };
}

function request(url: string): Promise<Response> {
  const key = optional(Environment.key, "");
  return fetch(url, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      accept: "application/json",
      "user-agent": "canary",
      ...(key === "" ? {} : { "x-api-key": key }),
    },
  });
}

async function faultOf(
  response: Response,
  { region }: Target,
  props: CanaryProps,
): Promise<string | undefined> {
  if (response.status !== 200) {
    return `status ${response.status}`;
  }
  const body: unknown = await response.json().catch(() => undefined);
  const servedBy = response.headers.get("x-served-by");
  return region !== undefined && servedBy !== region ? `served by ${servedBy}` : props.faultOf(body);
}

/** `us-east-1=https://us-east-1.api.example.com,shared=https://api.example.com` */
function targets(): Target[] {
  return list(Environment.targets, "").map((part) => {
    const [name = "", url = ""] = part.split("=");
    return { name, url, region: name === "shared" ? undefined : name };
  });
}
