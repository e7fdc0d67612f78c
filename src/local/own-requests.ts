import type { IncomingMessage } from "node:http";

/** The names of the loopback address. Any other `Host` may be a DNS rebinding attack. */
const NAMES = ["127.0.0.1", "localhost"];

/**
 * Returns why a request to a local server is rejected: another web page in the user's browser sent it. Programs send no
 * `Origin` and no `Sec-Fetch-Site`. A link from another page may open a page, but cannot read or change anything.
 *
 * @returns undefined if the request is this machine's own
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function refusal({ headers, method }: IncomingMessage, port: number): string | undefined {
  const { host = "", origin } = headers;
  const hosts = NAMES.flatMap((name) => [...(port === 80 ? [name] : []), `${name}:${port}`]);
  if (!hosts.includes(host.toLowerCase())) {
    return `Host: ${JSON.stringify(host)} is not one of ${hosts.join(", ")}`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return `Origin: ${JSON.stringify(origin)} is not http://${host}`;
  }
  const site = headers["sec-fetch-site"] ?? "none";
  const isLink = method === "GET" && headers["sec-fetch-mode"] === "navigate";
  return site === "same-origin" || site === "none" || isLink
    ? undefined
    : `Sec-Fetch-Site: ${JSON.stringify(site)} is another site`;
}
