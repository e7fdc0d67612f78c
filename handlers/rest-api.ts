import type { APIGatewayProxyResult } from "aws-lambda";
import type { Answer, Call } from "./http/answer";
import { corsHeaders, preflightHeaders } from "./http/cors";
import { type Parameters, validate } from "./http/parameters";
import { Problem } from "./http/problem";
import { type Request, readRequest } from "./http/request";
import { type Headers, respond, respondWithProblem } from "./http/respond";
import { type Endpoint, Routes } from "./http/routes";
import type { Parameter } from "./openapi/types";
import { ReplicaFailure } from "./replica";
import { type Emit, emitter, errorFields, type Fields, log } from "./telemetry";
import { annotate, traceId } from "./tracing";

const RETRY_SECONDS = 5;

export interface RestApiProps<OperationId extends string> {
  readonly region: string;
  /** The namespace of the API's metrics. */
  readonly namespace: string;
  readonly endpoints: Readonly<Record<OperationId, Endpoint>>;
  /** Returns the answer of an operation, or throws a `Problem`. */
  readonly answer: (operationId: OperationId, call: Call) => Promise<Answer>;
  /** Returns fields to log for a request, which saved queries can count by. @default - none */
  readonly logged?: (operationId: OperationId, parameters: Parameters) => Fields;
  /** Origins whose pages may read the API; `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Whether the gateway caches responses by the last value of each declared parameter. */
  readonly cached: boolean;
  readonly clock: () => Date;
}

const UNITS = {
  /** The number of requests for which this region's replica did not respond. */
  ReplicaFailures: "Count",
} as const;

/** Answers the requests of a REST API's Lambda proxy integration, using only this region. */
export class RestApi<OperationId extends string> {
  private readonly routes: Routes<OperationId>;
  private readonly emit: Emit<typeof UNITS>;

  constructor(private readonly props: RestApiProps<OperationId>) {
    this.routes = new Routes(props.endpoints);
    this.emit = emitter(props.namespace, UNITS);
  }

  /**
   * Never throws, whatever the event is.
   *
   * @param invocationId - identifies the request if the event does not
   */
  async answer(event: unknown, invocationId: string): Promise<APIGatewayProxyResult> {
    const started = performance.now();
    const request = readRequest(event, invocationId);
    const { response, ...fields } = await this.respond(request);
    annotate({ region: this.props.region, status: response.statusCode });
    log("INFO", "Request", {
      requestId: request.id,
      method: request.method.slice(0, 10),
      ...fields,
      status: response.statusCode,
      durationMs: Math.round((performance.now() - started) * 1000) / 1000,
    });
    return request.method === "HEAD" ? { ...response, body: "" } : response;
  }

  private async respond(request: Request): Promise<Fields & { readonly response: APIGatewayProxyResult }> {
    const { region, corsOrigins, cached, logged } = this.props;
    const cors = corsHeaders(corsOrigins, request.headers["origin"]);
    const trace = traceId();
    const common: Headers = {
      "X-Request-Id": request.id,
      "X-Served-By": region,
      ...(trace === undefined ? {} : { "X-Trace-Id": trace }),
      Vary: "Accept, Accept-Encoding, Origin",
      ...cors,
    };
    try {
      const routed = this.routes.route(request);
      if (typeof routed === "object") {
        const headers = { ...common, ...preflightHeaders(cors, routed.allow), Allow: routed.allow };
        return { response: { statusCode: 204, headers, body: "" } };
      }
      const declared = this.routes.parametersOf(routed);
      const parameters = parametersOf(declared, cached ? asCached(declared, request) : request);
      const answer = await this.props.answer(routed, { parameters, request, now: this.props.clock() });
      return {
        operation: routed,
        ...logged?.(routed, parameters),
        response: respond(request, answer, common),
      };
    } catch (error) {
      const problem = this.problemOf(error, request);
      return { problem: problem.kind.type, response: respondWithProblem(request, problem, common) };
    }
  }

  private problemOf(error: unknown, { id }: Request): Problem {
    if (error instanceof Problem) {
      return error;
    }
    log("ERROR", "The request failed", { requestId: id, ...errorFields(error) });
    if (error instanceof ReplicaFailure) {
      this.emit({ ReplicaFailures: 1 });
      return new Problem("region-unavailable", "This region's table does not respond", {
        "Retry-After": String(RETRY_SECONDS),
      });
    }
    return new Problem("internal-error", "This error is a bug in the API, not a fault of the request");
  }
}

function parametersOf(declared: readonly Parameter[], { query, pathParameters }: Request): Parameters {
  const inPath = Object.entries(pathParameters).map(([name, value]) => [name, [value]]);
  return {
    ...validate(
      declared.filter((parameter) => parameter.in === "query"),
      query,
    ),
    ...validate(
      declared.filter((parameter) => parameter.in === "path"),
      Object.fromEntries(inPath),
    ),
  };
}

/**
 * Reduces a request to the gateway's cache key. A response that depends on anything else, such as the rejection of an
 * unknown or repeated parameter, would be returned to every client that sends the same declared parameters.
 */
function asCached(declared: readonly Parameter[], request: Request): Request {
  const names = declared.map(({ name }) => name);
  const query = Object.entries(request.query)
    .filter(([name]) => names.includes(name))
    .map(([name, values]) => [name, values.slice(-1)]);
  return { ...request, query: Object.fromEntries(query) };
}
