import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { createConnection } from "node:net";
import { SOURCE_HEADER } from "../gateway/message";
import { type Endpoint, errorCode, readBody } from "../http";

/** The request of one checker. */
export interface ProbeTarget {
  readonly protocol: "HTTP" | "HTTPS" | "TCP";
  /** The address to connect to. */
  readonly endpoint: Endpoint;
  /** The host name of the request. */
  readonly name: string;
  readonly path: string;
  /** Text that the first 5,120 bytes of the response must contain. */
  readonly searchString: string | undefined;
  /** The checker's source address. */
  readonly sourceAddress: string;
}

const TCP_CONNECT_MS = 10_000;
const HTTP_CONNECT_MS = 4000;
const HTTP_ANSWER_MS = 2000;
const SEARCHED_BYTES = 5120;

/**
 * Returns why an endpoint fails a health check, or undefined if it passes. Timeouts run in real time at any speed, like
 * functions and connections. Certificates are not validated; Route 53 does not validate them either.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export function failureOf(target: ProbeTarget): Promise<string | undefined> {
  return target.protocol === "TCP" ? tcpFailure(target) : httpFailure(target);
}

async function tcpFailure({ endpoint }: ProbeTarget): Promise<string | undefined> {
  const socket = createConnection({ ...endpoint, timeout: TCP_CONNECT_MS });
  socket.once("timeout", () => socket.destroy(new Error(noConnection(TCP_CONNECT_MS))));
  try {
    await once(socket, "connect");
    return undefined;
  } catch (error) {
    return connectionError(error);
  } finally {
    socket.destroy();
  }
}

async function httpFailure(target: ProbeTarget): Promise<string | undefined> {
  const { endpoint, name, path, searchString, sourceAddress } = target;
  const headers = {
    Host: name,
    "User-Agent": "Amazon-Route53-Health-Check-Service",
    [SOURCE_HEADER]: sourceAddress,
  };
  const request = httpRequest({ ...endpoint, path, agent: false, headers });
  let late: string | undefined;
  const limit = (milliseconds: number, failure: string) =>
    setTimeout(() => {
      late = failure;
      request.destroy();
    }, milliseconds);
  let timer = limit(HTTP_CONNECT_MS, noConnection(HTTP_CONNECT_MS));
  request.once("socket", (socket) =>
    socket.once("connect", () => {
      clearTimeout(timer);
      timer = limit(HTTP_ANSWER_MS, `${path} did not respond within ${HTTP_ANSWER_MS / 1000} s`);
    }),
  );
  try {
    const response: IncomingMessage = (await once(request.end(), "response"))[0];
    const { statusCode = 0 } = response;
    if (statusCode < 200 || statusCode >= 400) {
      return `${path} returned ${statusCode}`;
    }
    if (searchString === undefined) {
      return undefined;
    }
    const text = (await readBody(response, SEARCHED_BYTES)).toString("latin1", 0, SEARCHED_BYTES);
    return text.includes(searchString)
      ? undefined
      : `${path} did not contain ${JSON.stringify(searchString)}`;
  } catch (error) {
    return late ?? connectionError(error);
  } finally {
    clearTimeout(timer);
    request.destroy();
  }
}

function noConnection(milliseconds: number): string {
  return `no connection within ${milliseconds / 1000} s`;
}

function connectionError(error: unknown): string {
  switch (errorCode(error)) {
    case "ECONNREFUSED":
      return "connection refused";
    case "ECONNRESET":
      return "connection closed";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
