import { json, type Operation } from "./operation";
import { page } from "./page";

/** The documentation changes only when the functions do. */
const CACHE_SECONDS = 3600;

export const openApi: Operation = async ({ document }) => json(document, CACHE_SECONDS);

export const documentation: Operation = async ({ document }) => ({
  contentType: "text/html; charset=utf-8",
  body: page(document),
  cacheSeconds: CACHE_SECONDS,
  headers: {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
  },
});
