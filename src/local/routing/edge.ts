import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { PLACES, placeNamed } from "../../route53";
import type { Events } from "../events";
import { type Endpoint, type Handler, headerPairs, LocalServer } from "../http";
import { defaultPlace } from "./client-places";
import type { LoopbackAddresses } from "./loopback-addresses";
import type { StubResolver } from "./stub-resolver";

/** The header with the client's place, as an alternative to the query parameter. */
export const PLACE_HEADER = "x-place";
/** The client closed the connection before the response. */
const CLIENT_GONE = 499;
/** Hop-by-hop headers, which are not forwarded. */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer"]);

export interface EdgeProps {
  readonly resolver: StubResolver;
  /** The name to resolve, unless the request's host is one of `names`. */
  readonly name: string;
  readonly names: readonly string[];
  readonly addresses: LoopbackAddresses;
  /** Returns the actual address for a loopback address. */
  readonly endpointAt: (address: string) => Endpoint | undefined;
  readonly events: Events;
}

/** Acts as a client's machine in any place: resolves the name, connects, and sends the request. */
export class Edge extends LocalServer {
  protected readonly answering: Handler = (request, response) => this.handle(request, response);
  private readonly agent = new Agent({ keepAlive: true });
  private readonly regions = new Map<string, string>();
  /** Lets the requests proceed, which wait until then. */
  open: () => void = () => {};
  private readonly isOpen = new Promise<void>((resolve) => {
    this.open = resolve;
  });

  constructor(private readonly props: EdgeProps) {
    super();
  }

  override async stop(): Promise<void> {
    this.agent.destroy();
    await super.stop();
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    await this.isOpen;
    const { url, named } = withoutPlace(incoming);
    const place = named === undefined ? defaultPlace() : placeNamed(named);
    if (place === undefined) {
      problem(
        response,
        400,
        `place: ${JSON.stringify(named)} is not one of ${PLACES.map((one) => one.name).join(", ")}`,
      );
      return;
    }
    const host = (incoming.headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
    const name = this.props.names.includes(host) ? host : this.props.name;
    let region: string | undefined;
    response.once("close", () =>
      this.props.events.emit({
        type: "request",
        place: place.name,
        method: incoming.method ?? "GET",
        path: url,
        region,
        status: response.headersSent ? response.statusCode : CLIENT_GONE,
        milliseconds: performance.now() - startedAt,
      }),
    );
    try {
      const address = await this.props.resolver.resolve(name, place);
      const endpoint = address === undefined ? undefined : this.props.endpointAt(address);
      if (address === undefined || endpoint === undefined) {
        problem(response, 502, `${name} has no address for a client in ${place.name}`);
        return;
      }
      region = this.props.addresses.regionAt(address);
      this.noteRegion(`${place.name} ${name}`, place.name, region ?? address);
      this.send(incoming, response, { url, name, endpoint, region: region ?? address });
    } catch (error) {
      problem(response, 502, error instanceof Error ? error.message : "no response");
    }
  }

  private send(
    incoming: IncomingMessage,
    response: ServerResponse,
    to: { url: string; name: string; endpoint: Endpoint; region: string },
  ): void {
    const outgoing = httpRequest(
      {
        host: to.endpoint.host,
        port: to.endpoint.port,
        agent: this.agent,
        method: incoming.method,
        path: to.url,
        headers: { ...passedOn(incoming), host: to.name },
      },
      (answer) => {
        for (const [name, value] of headerPairs(answer)) {
          if (!HOP_BY_HOP.has(name.toLowerCase())) {
            response.appendHeader(name, value);
          }
        }
        if (!response.hasHeader("x-served-by")) {
          response.setHeader("X-Served-By", to.region);
        }
        response.writeHead(answer.statusCode ?? 502);
        answer.pipe(response);
        answer.once("error", () => response.destroy());
      },
    );
    outgoing.once("error", (error) =>
      problem(response, 502, `${to.region} does not respond: ${error.message}`),
    );
    response.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  }

  private noteRegion(key: string, place: string, region: string): void {
    const before = this.regions.get(key);
    this.regions.set(key, region);
    if (before !== undefined && before !== region) {
      this.props.events.emit({ type: "failover", place, from: before, to: region });
    }
  }
}

/** Returns the place of a request, and the URL without it, because the API would reject the parameter. */
function withoutPlace({ url = "/", headers }: IncomingMessage): { url: string; named: string | undefined } {
  const [path = "/", ...rest] = url.split("?");
  const parameters = rest.join("?").split("&");
  const inQuery = parameters.find((parameter) => parameter.startsWith("place="));
  const others = parameters.filter((parameter) => parameter !== "" && !parameter.startsWith("place="));
  const header = headers[PLACE_HEADER];
  const named = inQuery === undefined ? null : new URLSearchParams(inQuery).get("place");
  return {
    url: others.length === 0 ? path : `${path}?${others.join("&")}`,
    named: named ?? (Array.isArray(header) ? header[0] : header),
  };
}

function passedOn(incoming: IncomingMessage) {
  return Object.fromEntries(
    Object.entries(incoming.headers).filter(([name]) => !HOP_BY_HOP.has(name) && name !== PLACE_HEADER),
  );
}

function problem(response: ServerResponse, status: number, detail: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .writeHead(status, { "Content-Type": "application/problem+json" })
    .end(JSON.stringify({ type: "about:blank", title: "The client got no response", status, detail }));
}
