import type { APIGatewayProxyResult } from "aws-lambda";
import type { OperationId } from "./currency-exchange/openapi";
import { operations, type Service } from "./currency-exchange/operations";
import { corsHeaders, preflightHeaders } from "./http/cors";
import { type Parameters, validate } from "./http/parameters";
import { Problem } from "./http/problem";
import { type Request, readRequest } from "./http/request";
import { type Headers, respond, respondWithProblem } from "./http/respond";
import { declaredParameters, route } from "./http/routes";
import { ReplicaFailure } from "./replica";
import { emit, errorFields, type Fields, log } from "./telemetry";
import { annotate, traceId } from "./tracing";

const RETRY_SECONDS = 5;

export interface RestApiProps {
  readonly service: Service;
  /** Origins whose pages may read the API; `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Whether the gateway caches answers, by the last value of each declared parameter. */
  readonly cached: boolean;
  readonly clock: () => Date;
}

/** Answers the requests of a REST API's Lambda proxy integration, from this region alone. */
export class RestApi {
  constructor(private readonly props: RestApiProps) {}

  /**
   * Never throws, whatever the event is.
   *
   * @param invocationId - names the request where the event does not
   */
  async answer(event: unknown, invocationId: string): Promise<APIGatewayProxyResult> {
    const started = performance.now();
    const request = readRequest(event, invocationId);
    const { response, ...fields } = await this.respond(request);
    annotate({ region: this.props.service.region, status: response.statusCode });
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
    const { service, corsOrigins, cached } = this.props;
    const cors = corsHeaders(corsOrigins, request.headers["origin"]);
    const trace = traceId();
    const common: Headers = {
      "X-Request-Id": request.id,
      "X-Served-By": service.region,
      ...(trace === undefined ? {} : { "X-Trace-Id": trace }),
      Vary: "Accept, Accept-Encoding, Origin",
      ...cors,
    };
    try {
      const routed = route(request);
      if (typeof routed === "object") {
        const headers = { ...common, ...preflightHeaders(cors, routed.allow), Allow: routed.allow };
        return { response: { statusCode: 204, headers, body: "" } };
      }
      const parameters = parametersOf(routed, cached ? asCached(routed, request) : request);
      const call = { parameters, request, now: this.props.clock() };
      const answer = await operations[routed](service, call);
      return {
        operation: routed,
        pair: routed === "getConversion" ? pairOf(parameters) : undefined,
        response: respond(request, answer, common),
      };
    } catch (error) {
      const problem = problemOf(error, request);
      return { problem: problem.kind.type, response: respondWithProblem(request, problem, common) };
    }
  }
}

/** What the saved query of conversions counts by: a metric of each pair would be billed one by one. */
function pairOf({ from = "", to = "" }: Parameters): string {
  return `${from}/${to}`.toUpperCase();
}

function parametersOf(operationId: OperationId, { query, pathParameters }: Request): Parameters {
  const declared = declaredParameters(operationId);
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
 * The request as the gateway's cache tells it from others. An answer to anything more, such as the refusal of an unknown
 * or repeated parameter, would be given to every client that sends the same declared parameters.
 */
function asCached(operationId: OperationId, request: Request): Request {
  const declared = declaredParameters(operationId).map(({ name }) => name);
  const query = Object.entries(request.query)
    .filter(([name]) => declared.includes(name))
    .map(([name, values]) => [name, values.slice(-1)]);
  return { ...request, query: Object.fromEntries(query) };
}

function problemOf(error: unknown, { id }: Request): Problem {
  if (error instanceof Problem) {
    return error;
  }
  log("ERROR", "The request failed", { requestId: id, ...errorFields(error) });
  if (error instanceof ReplicaFailure) {
    emit({ ReplicaFailures: 1 });
    return new Problem("region-unavailable", "This region's table does not answer", {
      "Retry-After": String(RETRY_SECONDS),
    });
  }
  return new Problem("internal-error", "This is a mistake of the API, not of the request");
}
