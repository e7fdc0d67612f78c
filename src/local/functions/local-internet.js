/**
 * The internet as this machine has it: some addresses are served here, all others are out of reach, so that a
 * function's work depends on nobody else's. Loaded into a function's process unless the real one is asked for.
 */

/** @type {Record<string, string>} */
const servedAt = JSON.parse(process.env["LOCAL_INTERNET"] ?? "{}");
delete process.env["LOCAL_INTERNET"];

const realFetch = globalThis.fetch;

/** @type {typeof fetch} */
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const origin = servedAt[url.origin];
  if (origin !== undefined) {
    const here = new URL(url.pathname + url.search, origin);
    return realFetch(input instanceof Request ? new Request(here, input) : here, init);
  }
  if (url.hostname === "127.0.0.1") {
    return realFetch(input, init);
  }
  const cause = new Error(`${url.host} is out of reach on this machine without --live`);
  return Promise.reject(new TypeError("fetch failed", { cause }));
};
