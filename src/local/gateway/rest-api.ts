import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { Outcome } from "../functions/function-process";
import type { Responded } from "../metrics";
import type { Route } from "../stack/api-body";
import { type FunctionModel, functionNamed } from "../stack/functions";
import type { RestApiModel } from "../stack/rest-apis";
import { StackError } from "../stack/stack-error";
import { TtlCache } from "../ttl-cache";
import { compressed, decompressed } from "./content-coding";
import { type GatewayResponseType, gatewayResponse } from "./gateway-response";
import { type GatewayAnswer, type GatewayRequest, header } from "./message";
import { proxyEvent } from "./proxy-event";
import { proxyResult } from "./proxy-result";
import { requestValidation, type Validate } from "./request-validation";
import { type Match, Router } from "./router";
import { TokenBucket } from "./token-bucket";
import { WebAcl } from "./web-acl";

const MOST_REQUEST_BYTES = 10 * 1024 * 1024;
const MOST_CACHED_BYTES = 1024 * 1024;

export interface RestApiProps {
  readonly model: RestApiModel;
  readonly functions: readonly FunctionModel[];
  readonly invoke: (target: FunctionModel, payload: string, requestId: string) => Promise<Outcome>;
  readonly clock: Clock;
  /** Whether to inject a fault into a request to a path. @default - no faults */
  readonly fails?: (path: string) => boolean;
  /** Observes each response. @default - none */
  readonly onResponse?: (response: Responded) => void;
}

interface Method {
  readonly route: Route;
  readonly target: FunctionModel;
  readonly validate: Validate;
  readonly bucket: TokenBucket | undefined;
  readonly cacheSeconds: number | undefined;
}

/** A stage of a REST API, with everything before and after the function. */
export class RestApi {
  readonly model: RestApiModel;
  private readonly router: Router<Method>;
  /** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html */
  private readonly cache: TtlCache<GatewayAnswer>;
  private readonly webAcl: WebAcl | undefined;

  /** @throws StackError if an operation cannot be served */
  constructor(private readonly props: RestApiProps) {
    const { model, functions, clock } = props;
    this.model = model;
    this.router = new Router(model.body.routes.map((route) => method(route, model, functions)));
    this.cache = new TtlCache(() => clock.now().getTime());
    this.webAcl = model.webAcl === undefined ? undefined : new WebAcl(model.webAcl, clock);
  }

  /**
   * @param contextPath - the request's path as the client sees it, including the stage if present
   * @param routedPath - the path in the API, without base path and stage
   */
  async answer(request: GatewayRequest, routedPath: string, contextPath: string): Promise<GatewayAnswer> {
    const requestId = randomUUID();
    const startedAt = performance.now();
    const answer = await this.answerTo(request, routedPath, contextPath, requestId);
    this.props.onResponse?.({ status: answer.status, milliseconds: performance.now() - startedAt });
    return compressed(
      { ...answer, headers: [...answer.headers, ["x-amzn-RequestId", requestId]] },
      request,
      this.model.minimumCompressionBytes,
    );
  }

  private async answerTo(sent: GatewayRequest, routedPath: string, contextPath: string, requestId: string) {
    const refuse = (type: GatewayResponseType, detail?: string) =>
      gatewayResponse(this.model.body.gatewayResponses, type, sent, requestId, detail);
    const blocked = this.webAcl?.blocking(sent);
    if (blocked !== undefined) {
      return blocked.refusal ?? refuse("WAF_FILTERED");
    }
    const match = this.router.find(sent.method, routedPath);
    if (match === undefined) {
      return refuse("MISSING_AUTHENTICATION_TOKEN");
    }
    if (match.target.bucket?.take() === false) {
      return refuse("THROTTLED");
    }
    if (sent.body.length > MOST_REQUEST_BYTES) {
      return refuse("REQUEST_TOO_LARGE");
    }
    let request = sent;
    try {
      request = this.model.minimumCompressionBytes === undefined ? sent : decompressed(sent);
    } catch {
      return refuse("BAD_REQUEST_BODY", "the body does not match its Content-Encoding");
    }
    const query = new URLSearchParams(request.query);
    const invalid = match.target.validate(request, query, match.pathParameters);
    if (invalid !== undefined) {
      return refuse(invalid.type, invalid.detail);
    }
    if (this.props.fails?.(routedPath) === true) {
      return refuse("INTEGRATION_FAILURE");
    }
    const key = cacheKey(match, request, query);
    const known = key === undefined || asksAnew(request) ? undefined : this.cache.get(key);
    if (known !== undefined) {
      return known;
    }
    const { route, target } = match.target;
    const event = proxyEvent({
      api: this.model,
      route,
      request,
      query,
      pathParameters: match.pathParameters,
      contextPath,
      requestId,
      isBase64Encoded: this.isBinary(header(request.headers, "content-type")),
    });
    const outcome = await within(
      route.operation["x-amazon-apigateway-integration"].timeoutInMillis,
      this.props.invoke(target, JSON.stringify(event), requestId),
    );
    if (outcome === undefined) {
      return refuse("INTEGRATION_TIMEOUT");
    }
    if (outcome.kind !== "answered") {
      return refuse(outcome.kind === "function-error" ? "INTEGRATION_FAILURE" : "API_CONFIGURATION_ERROR");
    }
    const binary = this.isBinary(header(request.headers, "accept")?.split(",")[0]);
    const answer = proxyResult(outcome.payload, binary);
    if (answer !== undefined && key !== undefined && answer.body.length <= MOST_CACHED_BYTES) {
      this.cache.set(key, answer, match.target.cacheSeconds ?? 0);
    }
    return answer ?? refuse("INTEGRATION_FAILURE");
  }

  private isBinary(mediaType: string | undefined): boolean {
    const plain = mediaType?.split(";")[0]?.trim().toLowerCase() ?? "";
    return this.model.binaryMediaTypes.some((type) => type === "*/*" || type.toLowerCase() === plain);
  }
}

function method(route: Route, model: RestApiModel, functions: readonly FunctionModel[]): Method {
  const where = `${model.address}: body: ${route.method} ${route.path}`;
  const integration = route.operation["x-amazon-apigateway-integration"];
  if (integration.type !== "aws_proxy") {
    throw new StackError(
      `${where}: integration type ${JSON.stringify(integration.type)}; only aws_proxy runs here`,
    );
  }
  const target = functionNamed(functions, integration.uri);
  if (target === undefined) {
    throw new StackError(`${where}: ${integration.uri} is not a function in this document`);
  }
  // A method's own settings take precedence over those of all methods.
  const at = (path: string) => model.methodSettings.find((settings) => settings.path === path);
  const settings = at(`${route.path.replace(/^\//, "")}/${route.method}`) ?? at("*/*");
  const throttling = settings?.throttling;
  return {
    route,
    target,
    validate: requestValidation(route, model.body.components),
    // Each method has its own token bucket, even if all methods share a setting.
    bucket:
      throttling === undefined ? undefined : new TokenBucket(throttling.requestsPerSecond, throttling.burst),
    // If caching is on for all methods, it applies to GET only.
    cacheSeconds: route.method === "GET" ? settings?.cacheSeconds : undefined,
  };
}

/** Returns undefined for a method that is not cached. */
function cacheKey(
  { target: { route, cacheSeconds }, pathParameters }: Match<Method>,
  request: GatewayRequest,
  query: URLSearchParams,
): string | undefined {
  if (cacheSeconds === undefined) {
    return undefined;
  }
  const values = route.operation["x-amazon-apigateway-integration"].cacheKeyParameters.map((parameter) => {
    const [, place, name = ""] = /^method\.request\.(querystring|path|header)\.(.+)$/.exec(parameter) ?? [];
    // The last value, as the function gets it among those that have one each.
    return place === "querystring"
      ? query.getAll(name).at(-1)
      : place === "path"
        ? pathParameters[name]
        : header(request.headers, name.toLowerCase());
  });
  return JSON.stringify([route.path, values]);
}

function asksAnew(request: GatewayRequest): boolean {
  return header(request.headers, "cache-control")?.includes("max-age=0") === true;
}

/** Returns undefined if there is no result in time. */
function within<T>(milliseconds: number, result: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}
