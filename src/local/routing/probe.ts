import { request as httpRequest } from "node:http";
import { createConnection } from "node:net";

/** What one checker asks. */
export interface ProbeTarget {
  readonly protocol: "HTTP" | "HTTPS" | "TCP";
  /** Where to connect to. */
  readonly endpoint: { readonly host: string; readonly port: number };
  /** The name in the request. */
  readonly name: string;
  readonly path: string;
  /** Must be in the first 5,120 bytes of the answer. */
  readonly searchString: string | undefined;
}

const TCP_CONNECT_MS = 10_000;
const HTTP_CONNECT_MS = 4000;
const HTTP_ANSWER_MS = 2000;
const SEARCHED_BYTES = 5120;

/**
 * Whether an endpoint answers a checker in time. Time-outs are real ones, whatever the speed: what they measure runs
 * at its own. Certificates are not looked at, on AWS neither.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export function answers(target: ProbeTarget): Promise<boolean> {
  return target.protocol === "TCP" ? connects(target) : answersHttp(target);
}

function connects({ endpoint }: ProbeTarget): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ ...endpoint, timeout: TCP_CONNECT_MS });
    const end = (healthy: boolean) => {
      socket.destroy();
      resolve(healthy);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

function answersHttp({ endpoint, name, path, searchString }: ProbeTarget): Promise<boolean> {
  return new Promise((resolve) => {
    let timer = setTimeout(() => request.destroy(), HTTP_CONNECT_MS);
    const end = (healthy: boolean) => {
      clearTimeout(timer);
      resolve(healthy);
      request.destroy();
    };
    const request = httpRequest(
      {
        ...endpoint,
        path,
        agent: false,
        headers: { Host: name, "User-Agent": "Amazon-Route53-Health-Check-Service" },
      },
      (response) => {
        const status = response.statusCode ?? 0;
        const isGood = status >= 200 && status < 400;
        if (!isGood || searchString === undefined) {
          end(isGood);
          return;
        }
        let text = "";
        response.on("data", (chunk: Buffer) => {
          text = (text + chunk.toString("latin1")).slice(0, SEARCHED_BYTES);
        });
        response.on("end", () => end(text.includes(searchString)));
      },
    );
    request.on("socket", (socket) =>
      socket.once("connect", () => {
        clearTimeout(timer);
        timer = setTimeout(() => request.destroy(), HTTP_ANSWER_MS);
      }),
    );
    request.once("error", () => end(false));
    request.once("close", () => end(false));
    request.end();
  });
}
