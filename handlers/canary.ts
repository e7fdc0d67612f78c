import { list, optional } from "./environment";
import { type FormFault, responseForm } from "./openapi/response-form";
import type { OpenApiDocument } from "./openapi/types";
import { emitter, errorFields, log } from "./telemetry";

const TIMEOUT_MS = 5_000;

/** The environment variables of a canary, which the `Canary` construct sets. */
const Environment = {
  /**
   * The targets to request, separated by commas: a region or `shared`, and its address, as in `us-east-1=https://…`.
   */
  targets: "CANARY_TARGETS",
  /** The API key, if the API requires one. @default - none */
  key: "CANARY_KEY",
} as const;

export interface CanaryProps {
  /** The namespace of the API's metrics, which include the canary's. */
  readonly namespace: string;
  /** The path and query to request with GET. */
  readonly path: string;
  /** The API's document. The canary expects a response with status 200 in the form that it declares. */
  readonly document: Pick<OpenApiDocument, "paths" | "components">;
  /**
   * Returns what is wrong with the values in a response of the declared form, or undefined. A response may have the
   * right form and wrong numbers.
   */
  readonly faultOf: (body: unknown) => string | undefined;
}

/** A name to request, and the region that must answer; none for the shared name. */
interface Target {
  readonly name: string;
  readonly url: string;
  readonly region: string | undefined;
}

/**
 * Returns a function that sends a client request to each target and checks the response, because a region may fail in a
 * way that its own health check does not detect. The canary itself never fails; its metrics report the results.
 */
export function canary(props: CanaryProps): () => Promise<void> {
  const emit = emitter(props.namespace, {
    /** 1 if the response was correct, otherwise 0. By target. */
    CanarySuccess: "Count",
    /** The latency of the response, if there was one. By target. */
    CanaryLatency: "Milliseconds",
  });
  const formFault = responseForm(props.document, props.path.split("?")[0] ?? "");
  const visit = async (target: Target): Promise<void> => {
    const { name, url } = target;
    const start = performance.now();
    const response = await request(`${url}${props.path}`).catch((error: unknown) => {
      log("WARN", "The canary got no response", { target: name, ...errorFields(error) });
      return undefined;
    });
    const answered = performance.now() - start;
    const fault =
      response === undefined ? "no response" : await faultOf(response, target, formFault, props.faultOf);
    if (fault !== undefined) {
      log("WARN", "The canary detected a fault", { target: name, fault });
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
  formFault: FormFault,
  valueFault: CanaryProps["faultOf"],
): Promise<string | undefined> {
  if (response.status !== 200) {
    return `status ${response.status}`;
  }
  const body: unknown = await response.json().catch(() => undefined);
  const servedBy = response.headers.get("x-served-by");
  return region !== undefined && servedBy !== region
    ? `served by ${servedBy}`
    : (formFault(body) ?? valueFault(body));
}

/** `us-east-1=https://us-east-1.api.example.com,shared=https://api.example.com` */
function targets(): Target[] {
  return list(Environment.targets, "").map((part) => {
    const [name = "", url = ""] = part.split("=");
    return { name, url, region: name === "shared" ? undefined : name };
  });
}
