import type { Request } from "../../http/request";
import { PAGE_POLICY, page } from "../../openapi/page";
import { NO_RATE, NO_RATES_YET, UNKNOWN_CURRENCY } from "../domain/problems";
import { json, type Operation } from "./operation";

/** The documentation changes only when the functions do. */
const CACHE_SECONDS = 3600;

export const openApi: Operation = async ({ document }) => json(document, CACHE_SECONDS);

export const documentation: Operation = async ({ document }, { request }) => ({
  contentType: "text/html; charset=utf-8",
  body: page(document, [UNKNOWN_CURRENCY, NO_RATE, NO_RATES_YET], originOf(request)),
  cacheSeconds: CACHE_SECONDS,
  headers: { "Content-Security-Policy": PAGE_POLICY, "X-Content-Type-Options": "nosniff" },
});

/** Returns the origin at which the client reached the API. */
function originOf({ headers }: Request): string {
  const host = headers["host"] ?? "";
  // API Gateway has no ports: an address with one is a local one, without TLS.
  const scheme = host.includes(":") ? "http" : "https";
  return /^[\w.-]+(:\d+)?$/.test(host) ? `${scheme}://${host}` : "";
}
