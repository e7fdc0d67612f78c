/**
 * An emulated internet: some origins are served locally, all others are unreachable, so that functions do not depend on
 * external services. Loaded into a function's process unless `--live` is set.
 */
const http = require("node:http");
const { Readable } = require("node:stream");

/** @type {Record<string, { port: number, headers: Record<string, string> }>} */
const servedAt = JSON.parse(process.env["LOCAL_INTERNET"] ?? "{}");
delete process.env["LOCAL_INTERNET"];

/** Statuses without a response body. */
const BODILESS = [204, 205, 304];

/** @type {typeof fetch} */
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const url = new URL(request.url);
  const server = servedAt[url.origin];
  if (server === undefined) {
    const cause = new Error(`${url.host} is not reachable without --live`);
    throw new TypeError("fetch failed", { cause });
  }
  const body = Buffer.from(await request.arrayBuffer());
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      {
        host: "127.0.0.1",
        port: server.port,
        path: url.pathname + url.search,
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), ...server.headers, host: url.host },
        signal: request.signal,
      },
      (answer) => {
        const status = answer.statusCode ?? 502;
        const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value) => /** @type {[string, string]} */ ([name, value])),
        );
        const stream = BODILESS.includes(status) ? null : Readable.toWeb(answer);
        resolve(new Response(/** @type {ReadableStream | null} */ (stream), { status, headers }));
      },
    );
    outgoing.once("error", (cause) =>
      reject(request.signal.aborted ? request.signal.reason : new TypeError("fetch failed", { cause })),
    );
    outgoing.end(body);
  });
};
