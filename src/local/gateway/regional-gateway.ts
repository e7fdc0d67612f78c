import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode, type Handler, headerPairs, LocalServer, readBody } from "../http";
import { type GatewayAnswer, type GatewayRequest, header, SOURCE_HEADER } from "./message";
import type { RestApi } from "./rest-api";

const FORBIDDEN: GatewayAnswer = {
  status: 403,
  headers: [["Content-Type", "application/json"]],
  body: Buffer.from('{"message":"Forbidden"}'),
};

/** API Gateway in one region: the region's REST APIs by their domain names. */
export class RegionalGateway extends LocalServer {
  /** The delay of every response. */
  slowedByMs = 0;
  protected readonly answering: Handler = (request, response) => this.handle(request, response);
  private failed = false;

  constructor(private readonly apis: readonly RestApi[]) {
    super();
  }

  /** @param host - the region's own address. A machine without it (macOS) uses 127.0.0.1 and a free port instead. */
  override async start(port: number, host: string): Promise<void> {
    try {
      await super.start(port, host);
    } catch (error) {
      if (errorCode(error) !== "EADDRNOTAVAIL") {
        throw error;
      }
      await super.start();
    }
    this.listening?.server.on("connection", (socket) => {
      if (this.failed) {
        socket.destroy();
      }
    });
  }

  get isFailed(): boolean {
    return this.failed;
  }

  /** Drops connections. */
  fail(): void {
    this.failed = true;
    this.listening?.server.closeAllConnections();
  }

  heal(): void {
    this.failed = false;
    this.slowedByMs = 0;
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readBody(incoming);
      if (this.slowedByMs > 0) {
        await sleep(this.slowedByMs);
      }
      const { status, headers, body: answer } = await this.route(gatewayRequest(incoming, body));
      for (const [name, value] of headers) {
        response.appendHeader(name, value);
      }
      response.statusCode = status;
      // These responses have no body and must not state its length: RFC 9110, 8.6.
      if (incoming.method !== "HEAD" && status !== 304) {
        response.setHeader("Content-Length", answer.length);
      }
      response.end(answer);
    } catch {
      // The client has disconnected, or a header is invalid: close the connection.
      incoming.destroy();
    }
  }

  private async route(request: GatewayRequest): Promise<GatewayAnswer> {
    for (const api of this.apis) {
      const { id, region, stageName, executeApiDisabled } = api.model;
      if (request.host === `${id}.execute-api.${region}.amazonaws.com` && !executeApiDisabled) {
        const path = below(request.path, stageName);
        return path === undefined ? FORBIDDEN : api.answer({ ...request, path }, path, request.path);
      }
    }
    const [mapping] = this.apis
      .flatMap((api) => api.model.domains.map((domain) => ({ domain, api })))
      .filter(({ domain }) => domain.name === request.host)
      .map(({ domain, api }) => ({ domain, api, path: below(request.path, domain.basePath) }))
      .filter(({ path }) => path !== undefined)
      .sort((a, b) => b.domain.basePath.length - a.domain.basePath.length);
    return mapping?.path === undefined ? FORBIDDEN : mapping.api.answer(request, mapping.path, request.path);
  }
}

/** Returns the path below a base path, or undefined if it is not below it. */
function below(path: string, base: string): string | undefined {
  if (base === "") {
    return path;
  }
  return path === `/${base}` ? "/" : path.startsWith(`/${base}/`) ? path.slice(base.length + 1) : undefined;
}

function gatewayRequest(incoming: IncomingMessage, body: Buffer): GatewayRequest {
  const [path = "/", ...query] = (incoming.url ?? "/").split("?");
  const headers = headerPairs(incoming);
  const source = header(headers, SOURCE_HEADER) ?? "";
  return {
    method: incoming.method ?? "GET",
    path,
    query: query.join("?"),
    headers: headers.filter(([name]) => name.toLowerCase() !== SOURCE_HEADER),
    body,
    host: (incoming.headers.host ?? "").toLowerCase().replace(/:\d+$/, ""),
    sourceIp: isIP(source) === 0 ? (incoming.socket.remoteAddress ?? "127.0.0.1") : source,
  };
}
