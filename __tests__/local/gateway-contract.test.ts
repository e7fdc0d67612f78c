import { z } from "zod";
import { replicaWithFixings } from "../handlers/currency-exchange/replica";
import { Logs } from "../handlers/logs";
import { type ServedApiProps, servedApi } from "./served-api";

new Logs();
const replica = replicaWithFixings();
const running: { stop(): void }[] = [];
afterEach(() => {
  for (const one of running.splice(0)) {
    one.stop();
  }
});

function served(props: ServedApiProps = {}) {
  const api = servedApi(replica.current, { now: "2026-04-13T15:00:00Z", ...props });
  running.push(api);
  return api;
}

const problem = z.strictObject({
  type: z.string().regex(/^\/#[a-z-]+$/),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  requestId: z.string(),
});
const NO_REQUESTS = { requestsPerSecond: 1, burst: 0 };
const TOO_LARGE = "x".repeat(10 * 1024 * 1024 + 1);
const JSON_TYPE = { "Content-Type": "application/json" };

describe("the gateway's own responses are problems like all others", () => {
  test.each<[string, number, string, string, RequestInit, ServedApiProps]>([
    ["a missing parameter", 400, "missing-parameter", "/v1/convert?from=USD&to=EUR", {}, {}],
    ["a body that does not fit", 400, "invalid-body", "/v1/convert", { method: "POST", body: "{}" }, {}],
    ["a body that is no JSON", 400, "invalid-body", "/v1/convert", { method: "POST", body: "{" }, {}],
    ["an unknown path", 404, "not-found", "/v2", {}, {}],
    ["an unknown path for another method", 404, "not-found", "/v2", { method: "DELETE" }, {}],
    ["a wrong method", 405, "method-not-allowed", "/v1/latest", { method: "DELETE" }, {}],
    ["a wrong method of the first page", 405, "method-not-allowed", "/", { method: "POST" }, {}],
    ["HEAD without the parameters of GET", 400, "missing-parameter", "/v1/convert", { method: "HEAD" }, {}],
    [
      "a body that is too large",
      413,
      "body-too-large",
      "/v1/convert",
      { method: "POST", body: TOO_LARGE },
      {},
    ],
    [
      "too many requests",
      429,
      "too-many-requests",
      "/v1/latest",
      {},
      { methodSettings: [{ path: "v1/latest/GET", throttling: NO_REQUESTS, cacheSeconds: undefined }] },
    ],
    [
      "a function that fails",
      503,
      "region-unavailable",
      "/v1/latest",
      {},
      { outcome: { kind: "function-error", errorType: "Error", errorMessage: "x" } },
    ],
    [
      "a function that is throttled",
      503,
      "region-unavailable",
      "/status",
      {},
      { outcome: { kind: "throttled" } },
    ],
  ])("%s: %d %s", async (_, status, type, path, { method, body }, props) => {
    const corsOrigins = ["https://shop.example"];
    const { headers, text, ...answer } = await served({ corsOrigins, ...props }).send(
      path,
      { Origin: "https://shop.example", ...JSON_TYPE },
      { ...(method === undefined ? {} : { method }), ...(typeof body === "string" ? { body } : {}) },
    );
    expect(answer.status).toBe(status);
    const details = problem.parse(JSON.parse(text));
    expect(details).toMatchObject({ type: `/#${type}`, status });
    expect(headers).toMatchObject({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": details.requestId,
      "x-amzn-requestid": details.requestId,
      "x-served-by": "us-east-1",
      "access-control-allow-origin": "https://shop.example",
      "access-control-expose-headers": expect.stringContaining("X-Request-Id"),
    });
    expect(headers["retry-after"] !== undefined).toBe(status === 429 || status === 503);
  });

  test("reports a missing parameter", async () => {
    const { text } = await served().send("/v1/convert?from=USD");
    expect(JSON.parse(text).detail).toContain("[to, amount]");
  });
});

describe("a wrong method", () => {
  test.each([
    ["PATCH", "/v1/latest", "GET, HEAD, OPTIONS"],
    ["DELETE", "/v1/rates/2026-04-10", "GET, HEAD, OPTIONS"],
    ["PUT", "/v1/convert", "GET, HEAD, POST, OPTIONS"],
  ])("%s %s is answered with the methods of the path", async (method, path, allow) => {
    const { status, headers } = await served().send(path, {}, { method });
    expect({ status, allow: headers["allow"] }).toEqual({ status: 405, allow });
  });
});

describe("pages of other origins", () => {
  test("may read the gateway's responses if they may read the API's", async () => {
    const origin = async (corsOrigins: readonly string[]) =>
      (await served({ corsOrigins }).send("/nowhere", { Origin: "https://a.example" })).headers[
        "access-control-allow-origin"
      ];
    expect(await origin([])).toBeUndefined();
    expect(await origin(["https://a.example"])).toBe("https://a.example");
    expect(await origin(["https://b.example"])).toBe("https://b.example");
    expect(await origin(["https://a.example", "https://b.example"])).toBe("*");
    expect(await origin(["*"])).toBe("*");
  });
});
