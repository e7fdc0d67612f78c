import { request as httpRequest } from "node:http";
import { createConnection } from "node:net";
import { SOURCE_HEADER } from "../gateway/message";
import { type Endpoint, errorCode } from "../http";

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

function tcpFailure({ endpoint }: ProbeTarget): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ ...endpoint, timeout: TCP_CONNECT_MS });
    const end = (failure: string | undefined) => {
      socket.destroy();
      resolve(failure);
    };
    socket.once("connect", () => end(undefined));
    socket.once("timeout", () => end(noConnection(TCP_CONNECT_MS)));
    socket.once("error", (error) => end(connectionError(error)));
  });
}

function httpFailure({
  endpoint,
  name,
  path,
  searchString,
  sourceAddress,
}: ProbeTarget): Promise<string | undefined> {
  return new Promise((resolve) => {
    const limit = (milliseconds: number, failure: string) => setTimeout(() => end(failure), milliseconds);
    let timer = limit(HTTP_CONNECT_MS, noConnection(HTTP_CONNECT_MS));
    const end = (failure: string | undefined) => {
      clearTimeout(timer);
      resolve(failure);
      request.destroy();
    };
    const request = httpRequest(
      {
        ...endpoint,
        path,
        agent: false,
        headers: {
          Host: name,
          "User-Agent": "Amazon-Route53-Health-Check-Service",
          [SOURCE_HEADER]: sourceAddress,
        },
      },
      (response) => {
        const status = response.statusCode ?? 0;
        if (status < 200 || status >= 400) {
          end(`${path} returned ${status}`);
        } else if (searchString === undefined) {
          end(undefined);
        } else {
          let text = "";
          response.on("data", (chunk: Buffer) => {
            text = (text + chunk.toString("latin1")).slice(0, SEARCHED_BYTES);
          });
          response.on("end", () =>
            end(
              text.includes(searchString)
                ? undefined
                : `${path} did not contain ${JSON.stringify(searchString)}`,
            ),
          );
        }
      },
    );
    request.on("socket", (socket) =>
      socket.once("connect", () => {
        clearTimeout(timer);
        timer = limit(HTTP_ANSWER_MS, `${path} did not respond within ${HTTP_ANSWER_MS / 1000} s`);
      }),
    );
    request.once("error", (error) => end(connectionError(error)));
    request.once("close", () => end("connection closed"));
    request.end();
  });
}

function noConnection(milliseconds: number): string {
  return `no connection within ${milliseconds / 1000} s`;
}

function connectionError(error: Error): string {
  switch (errorCode(error)) {
    case "ECONNREFUSED":
      return "connection refused";
    case "ECONNRESET":
      return "connection closed";
    default:
      return error.message;
  }
}
