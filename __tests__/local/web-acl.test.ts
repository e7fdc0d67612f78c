import { readFileSync } from "node:fs";
import { type OpenApiDocument, openApiDocument } from "../../handlers/currency-exchange/openapi";
import { checkerAddress } from "../../src/aws";
import { Clock } from "../../src/local/clock";
import type { GatewayRequest } from "../../src/local/gateway/message";
import { WebAcl } from "../../src/local/gateway/web-acl";
import { KnownValues } from "../../src/local/stack/known-values";
import { readRestApis } from "../../src/local/stack/rest-apis";
import { readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";
import { Client } from "../handlers/currency-exchange/client";
import { replicaWithFixings } from "../handlers/currency-exchange/replica";
import { Logs } from "../handlers/logs";

new Logs();
const replica = replicaWithFixings();
const clocks: Clock[] = [];
afterEach(() => {
  for (const clock of clocks.splice(0)) {
    clock.stop();
  }
});

/** The web ACL of a synthesized region; it answers with the status that a request is refused with. */
function webAcl(settings: object = {}, speed = 1) {
  const terraform = readTerraform(readFileSync(synthStackFile(settings), "utf8"));
  const [api] = readRestApis(terraform, new KnownValues(terraform));
  const clock = new Clock(speed);
  clocks.push(clock);
  if (api?.webAcl === undefined) {
    throw new Error("there is no web ACL");
  }
  const acl = new WebAcl(api.webAcl, clock);
  return (path: string, over: Partial<GatewayRequest> = {}) => {
    const [plain = "", query = ""] = path.split("?");
    const blocked = acl.blocking({
      method: "GET",
      path: plain,
      query,
      headers: [],
      body: Buffer.alloc(0),
      host: "api.example.com",
      sourceIp: "198.51.100.1",
      ...over,
    });
    const { status = 403, body = "", headers = [] } = blocked?.refusal ?? {};
    return blocked === undefined ? undefined : { status, body: body.toString(), headers };
  };
}

const post = (body: string): Partial<GatewayRequest> => ({ method: "POST", body: Buffer.from(body) });

describe("documented requests pass AWS's managed rules", () => {
  const conversion = {
    from: "USD",
    to: "JPY",
    amount: "12345678901234567.8",
    date: "2026-04-10",
    rounding: "half-down",
  };
  const batch = (indent: number) =>
    JSON.stringify({ conversions: Array.from({ length: 100 }, () => conversion) }, null, indent);

  test.each([
    ["compact", 0],
    ["indented", 4],
  ])("the largest batch, %s, is answered", async (_, indent) => {
    const body = batch(indent);
    expect(body.length).toBeGreaterThan(8192);
    expect(webAcl()("/v1/convert", post(body))).toBeUndefined();
    const client = new Client(replica.current, { now: "2026-04-13T15:00:00Z" });
    expect(await client.ask("/v1/convert", { method: "POST", body })).toMatchObject({ status: 200 });
  });

  test("the function accepts the bodies that the web ACL allows, and rejects larger ones", async () => {
    const send = webAcl();
    const client = new Client(replica.current);
    const statuses = async (bytes: number) => {
      const body = " ".repeat(bytes);
      return [
        send("/v1/convert", post(body))?.status,
        (await client.ask("/v1/convert", { method: "POST", body })).status,
      ];
    };
    expect(await statuses(65_536)).toEqual([undefined, 400]);
    expect(await statuses(65_537)).toEqual([413, 413]);
  });

  test("the longest query of every operation is served", () => {
    const send = webAcl();
    for (const [path, { longest }] of Object.entries(queries(openApiDocument)).filter(
      ([path]) => path !== "/health-check",
    )) {
      expect({ path, refused: send(`${path}?${longest}`) }).toEqual({ path, refused: undefined });
    }
    expect(send(`/v1/latest?symbols=${"x".repeat(2048)}`)).toMatchObject({ status: 403 });
  });
});

/** Each path with the longest query that its operations declare, escaped. */
function queries({ paths }: OpenApiDocument): Record<string, { readonly longest: string }> {
  return Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => {
      const parameters = (methods["get"]?.parameters ?? []).filter((one) => one.in === "query");
      const longest = parameters.map(({ name, schema, example: shown = "x" }) => {
        const example = String(shown);
        const length =
          schema.maxLength ?? Math.max(example.length, ...(schema.enum ?? []).map((one) => one.length));
        // Lists have commas, which most clients escape.
        return `${name}=${encodeURIComponent(`${example},`.repeat(length).slice(0, length))}`;
      });
      return [path, { longest: longest.join("&") }];
    }),
  );
}

describe("an address", () => {
  test("is limited without affecting other addresses", () => {
    const send = webAcl({ webAcl: { requestsPerAddress: 100 } });
    const statuses = Array.from({ length: 101 }, () => send("/v1/latest")?.status);
    expect(statuses.filter((status) => status !== undefined)).toEqual([429]);
    expect(send("/v1/latest", { sourceIp: "198.51.100.2" })).toBeUndefined();
    expect(send("/v1/latest", { sourceIp: "2001:db8::1" })).toBeUndefined();
  });

  test("is allowed again after five minutes", async () => {
    const send = webAcl({ webAcl: { requestsPerAddress: 10 } }, 3000);
    for (let index = 0; index < 20; index += 1) {
      send("/v1/latest");
    }
    expect(send("/v1/latest")?.status).toBe(429);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(send("/v1/latest")).toBeUndefined();
  });

  test("receives Retry-After in a problem that pages can read", () => {
    const send = webAcl({ webAcl: { requestsPerAddress: 10 }, corsOrigins: ["https://shop.example"] });
    const refused = Array.from({ length: 11 }, () => send("/v1/latest")).at(-1);
    expect(JSON.parse(refused?.body ?? "")).toMatchObject({ type: "/#too-many-requests", status: 429 });
    expect(Object.fromEntries(refused?.headers ?? [])).toMatchObject({
      "Retry-After": "300",
      "Access-Control-Allow-Origin": "https://shop.example",
    });
  });
});

describe("the health check's path", () => {
  const checker = { sourceIp: checkerAddress("eu-west-1") };

  test.each([
    "/health-check",
    "/health-check/",
    "//health-check",
    "/%68ealth-check",
    "/v1/../health-check",
    "/health-check?x=1",
  ])("%s is closed to the public", (path) => {
    const refused = webAcl()(path);
    expect(refused?.status).toBe(403);
    expect(JSON.parse(refused?.body ?? "")).toMatchObject({ type: "/#forbidden", status: 403 });
  });

  test("is open to every checker without a limit", () => {
    const send = webAcl({ webAcl: { requestsPerAddress: 10 } });
    for (const region of [
      "us-east-1",
      "us-west-1",
      "us-west-2",
      "eu-west-1",
      "sa-east-1",
      "ap-southeast-2",
    ]) {
      expect(send("/health-check", { sourceIp: checkerAddress(region) })).toBeUndefined();
    }
    for (let index = 0; index < 100; index += 1) {
      expect(send("/health-check", checker)).toBeUndefined();
    }
  });

  test("is closed while other rules only count", () => {
    const send = webAcl({ webAcl: { mode: "count", requestsPerAddress: 10 } });
    expect(send("/health-check")?.status).toBe(403);
    for (let index = 0; index < 20; index += 1) {
      expect(send("/v1/latest")).toBeUndefined();
    }
    expect(send("/v1/convert", post(" ".repeat(70_000)))).toBeUndefined();
  });

  test("is the configured path; every other path is public", () => {
    const send = webAcl({ healthCheck: { path: "/status" } });
    expect(send("/status")?.status).toBe(403);
    expect(send("/health-check")).toBeUndefined();
    expect(send("/status-page")).toBeUndefined();
  });
});
