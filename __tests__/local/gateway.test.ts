import { gunzipSync, gzipSync } from "node:zlib";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { Clock } from "../../src/local/clock";
import type { Outcome } from "../../src/local/functions/function-process";
import type { GatewayRequest } from "../../src/local/gateway/message";
import { RegionalGateway } from "../../src/local/gateway/regional-gateway";
import { RestApi } from "../../src/local/gateway/rest-api";
import { readApiBody } from "../../src/local/stack/api-body";
import type { RestApiModel } from "../../src/local/stack/rest-apis";
import { functionModel } from "./support";

const target = functionModel();
const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${target.arn}:live/invocations`;

interface Given {
  readonly paths?: object;
  readonly model?: Partial<RestApiModel>;
  readonly extensions?: object;
  readonly invoke?: (payload: string) => Promise<Outcome>;
  readonly speed?: number;
}

const clocks: Clock[] = [];
afterEach(() => {
  for (const clock of clocks.splice(0)) {
    clock.stop();
  }
});

/** An API whose function answers with the event that it got, unless told otherwise. */
function restApi({ paths, model = {}, extensions = {}, invoke, speed = 1 }: Given = {}) {
  const events: APIGatewayProxyEvent[] = [];
  const clock = new Clock(speed);
  clocks.push(clock);
  const body = {
    openapi: "3.0.1",
    info: {},
    paths: paths ?? { "/echo": { get: operation() } },
    components: {
      schemas: { Named: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
    },
    "x-amazon-apigateway-request-validators": {
      all: { validateRequestParameters: true, validateRequestBody: true },
    },
    "x-amazon-apigateway-request-validator": "all",
    ...extensions,
  };
  const api: RestApiModel = {
    address: "aws_api_gateway_rest_api.us-east-1_gateway",
    region: "us-east-1",
    id: "abc",
    name: "api",
    body: readApiBody(JSON.stringify(body), "body"),
    stageName: "live",
    methodSettings: [],
    executeApiDisabled: true,
    minimumCompressionBytes: undefined,
    binaryMediaTypes: [],
    domains: [],
    webAcl: undefined,
    ...model,
  };
  const restApi = new RestApi({
    model: api,
    functions: [target],
    clock,
    invoke: (_, payload) => {
      events.push(JSON.parse(payload));
      return invoke?.(payload) ?? answered({ statusCode: 200, body: "{}" });
    },
  });
  const send = async (path: string, over: Partial<GatewayRequest> = {}) => {
    const [plain = "", query = ""] = path.split("?");
    const request: GatewayRequest = {
      method: "GET",
      path: plain,
      query,
      headers: [],
      body: Buffer.alloc(0),
      host: "api.example.com",
      sourceIp: "127.0.0.1",
      ...over,
    };
    const answer = await restApi.answer(request, plain, plain);
    const headers = new Map(answer.headers.map(([name, value]) => [name.toLowerCase(), value]));
    return { status: answer.status, headers, body: answer.body, text: answer.body.toString() };
  };
  return { api, restApi, send, events };
}

function operation(over: object = {}, integration: object = {}) {
  return {
    responses: {},
    ...over,
    "x-amazon-apigateway-integration": { type: "aws_proxy", uri, httpMethod: "POST", ...integration },
  };
}

function answered(result: unknown): Promise<Outcome> {
  return Promise.resolve({ kind: "answered", payload: JSON.stringify(result) });
}

describe("a function receives the event of Lambda's proxy integration", () => {
  const paths = { "/v1/rates/{date}/{proxy+}": { get: operation() } };

  test("decodes the query, but not the path and path parameters", async () => {
    const { send, events } = restApi({ paths });
    await send("/v1/rates/2024%2D01/a/b%20c/?x=1&x=2&y=%C3%A9", {
      headers: [
        ["A", "1"],
        ["a", "2"],
        ["B", "3"],
      ],
    });
    expect(events[0]).toMatchObject({
      resource: "/v1/rates/{date}/{proxy+}",
      path: "/v1/rates/2024%2D01/a/b%20c/",
      httpMethod: "GET",
      queryStringParameters: { x: "2", y: "é" },
      multiValueQueryStringParameters: { x: ["1", "2"], y: ["é"] },
      pathParameters: { date: "2024%2D01", proxy: "a/b%20c/" },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        accountId: "123456789012",
        apiId: "abc",
        domainName: "api.example.com",
        httpMethod: "GET",
        resourcePath: "/v1/rates/{date}/{proxy+}",
        stage: "live",
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        identity: { sourceIp: "127.0.0.1" },
      },
    });
    expect(events[0]?.multiValueHeaders).toMatchObject({ A: ["1"], a: ["2"], B: ["3"] });
  });

  test("a missing query and missing path parameters are null", async () => {
    const { send, events } = restApi();
    await send("/echo");
    expect(events[0]).toMatchObject({ queryStringParameters: null, pathParameters: null });
  });

  test("passes a binary body as base64 if the API declares its type as binary", async () => {
    const { send, events } = restApi({
      paths: { "/echo": { post: operation() } },
      model: { binaryMediaTypes: ["image/png"] },
    });
    const body = Buffer.from([0, 255]);
    await send("/echo", { method: "POST", body, headers: [["Content-Type", "image/png"]] });
    expect(events[0]).toMatchObject({ body: body.toString("base64"), isBase64Encoded: true });
  });
});

describe("the client receives the function's response", () => {
  const answer = (result: unknown) => restApi({ invoke: () => answered(result) }).send("/echo");

  test("with status, headers (including repeated ones) and body", async () => {
    const { send } = restApi({
      invoke: () =>
        answered({
          statusCode: 404,
          headers: { "Content-Type": "text/plain", "X-Count": 1, "Set-Cookie": "lost" },
          multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
          body: "nothing",
        }),
    });
    const { status, text, headers } = await send("/echo");
    expect({ status, text }).toEqual({ status: 404, text: "nothing" });
    expect(headers.get("x-count")).toBe("1");
    expect(headers.get("set-cookie")).toBe("b=2");
    expect(headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("with base64 decoded for a client that accepts the type, and as text otherwise", async () => {
    const { send } = restApi({
      model: { binaryMediaTypes: ["image/png"] },
      invoke: () =>
        answered({ statusCode: 200, body: Buffer.from([1, 2]).toString("base64"), isBase64Encoded: true }),
    });
    expect((await send("/echo", { headers: [["Accept", "image/png,*/*"]] })).body).toEqual(
      Buffer.from([1, 2]),
    );
    expect((await send("/echo")).text).toBe("AQI=");
  });

  test.each([
    ["a text", "plain"],
    ["no status", { body: "" }],
    ["an unknown field", { statusCode: 200, status: 1 }],
    ["a body that is no text", { statusCode: 200, body: {} }],
  ])("%s is answered with 502", async (_, result) => {
    expect(await answer(result)).toMatchObject({ status: 502, text: '{"message":"Internal server error"}' });
  });
});

describe("the gateway responds if the function does not", () => {
  test.each<[string, Outcome, number]>([
    ["an error of the function", { kind: "function-error", errorType: "Error", errorMessage: "secret" }, 502],
    ["a throttled function", { kind: "throttled" }, 500],
    ["a Lambda that does not answer", { kind: "unavailable" }, 500],
  ])("%s", async (_, outcome, status) => {
    const { send } = restApi({ invoke: () => Promise.resolve(outcome) });
    expect(await send("/echo")).toMatchObject({ status, text: '{"message":"Internal server error"}' });
  });

  test("with 504 if the function exceeds the integration timeout", async () => {
    const { send } = restApi({
      paths: { "/echo": { get: operation({}, { timeoutInMillis: 50 }) } },
      invoke: () => new Promise(() => {}),
    });
    expect(await send("/echo")).toMatchObject({
      status: 504,
      text: '{"message":"Endpoint request timed out"}',
    });
  });

  test("the API's own gateway responses replace the defaults; a type takes precedence over its class", async () => {
    const { send } = restApi({
      extensions: {
        "x-amazon-apigateway-gateway-responses": {
          DEFAULT_4XX: { responseTemplates: { "application/json": '{"any":"$context.error.message"}' } },
          MISSING_AUTHENTICATION_TOKEN: {
            statusCode: 404,
            responseParameters: { "gatewayresponse.header.Content-Type": "'application/problem+json'" },
            responseTemplates: {
              "application/json": '{"title":"$context.error.responseType","m":$context.error.messageString}',
            },
          },
        },
      },
      model: {
        methodSettings: [
          { path: "*/*", throttling: { requestsPerSecond: 1, burst: 0 }, cacheSeconds: undefined },
        ],
      },
    });
    const missing = await send("/nowhere");
    expect(missing).toMatchObject({ status: 404 });
    expect(missing.headers.get("content-type")).toBe("application/problem+json");
    expect(JSON.parse(missing.text)).toEqual({
      title: "MISSING_AUTHENTICATION_TOKEN",
      m: "Missing Authentication Token",
    });
    expect(await send("/echo")).toMatchObject({ status: 429, text: '{"any":"Too Many Requests"}' });
  });
});

describe("a request finds its route", () => {
  const paths = {
    "/a/static": { get: operation() },
    "/a/{name}": { get: operation(), "x-amazon-apigateway-any-method": operation() },
    "/a/{name}/{proxy+}": { get: operation() },
  };

  test.each([
    ["/a/static", "/a/static"],
    ["/a/static/", "/a/static"],
    ["/a/other", "/a/{name}"],
    ["/a/b/c/d", "/a/{name}/{proxy+}"],
  ])("%s is %s", async (path, resource) => {
    const { send, events } = restApi({ paths });
    await send(path);
    expect(events[0]?.resource).toBe(resource);
  });

  test("an undeclared method does not exist, including HEAD and OPTIONS", async () => {
    const { send } = restApi();
    for (const method of ["HEAD", "OPTIONS", "POST", "TRACE", "get"]) {
      expect(await send("/echo", { method })).toMatchObject({ status: 403 });
    }
  });

  test("ANY matches every method that has no declaration of its own", async () => {
    const { send, events } = restApi({ paths });
    await send("/a/x", { method: "DELETE" });
    expect(events[0]).toMatchObject({ httpMethod: "DELETE", resource: "/a/{name}" });
  });

  test("a path that cannot be decoded does not exist", async () => {
    expect(await restApi({ paths }).send("/a/%E0%A4%A")).toMatchObject({ status: 403 });
  });
});

describe("validates requests with the configured validator", () => {
  const required = [{ name: "amount", in: "query", required: true, schema: { pattern: "^[0-9]+$" } }];
  const requestBody = { content: { "application/json": { schema: { $ref: "#/components/schemas/Named" } } } };
  const paths = {
    "/parameters": { get: operation({ parameters: required }) },
    "/body": { post: operation({ requestBody }) },
  };

  test("a required parameter must be present and not blank; its schema is ignored", async () => {
    const { send } = restApi({ paths });
    for (const path of ["/parameters", "/parameters?amount=", "/parameters?amount=%20"]) {
      expect(await send(path)).toMatchObject({
        status: 400,
        text: '{"message":"Missing required request parameters: [amount]"}',
      });
    }
    expect(await send("/parameters?amount=abc")).toMatchObject({ status: 200 });
  });

  test("a body must match its model", async () => {
    const { send } = restApi({ paths });
    const post = (body: string) => send("/body", { method: "POST", body: Buffer.from(body) });
    expect(await post('{"name":"x"}')).toMatchObject({ status: 200 });
    for (const body of ["{}", '{"name":1}', "{", ""]) {
      expect(await post(body)).toMatchObject({ status: 400, text: '{"message":"Invalid request body"}' });
    }
  });

  test("accepts every request without a validator", async () => {
    const { send } = restApi({ paths, extensions: { "x-amazon-apigateway-request-validator": undefined } });
    expect(await send("/parameters")).toMatchObject({ status: 200 });
  });

  test("rejects a body of more than 10 MB", async () => {
    const { send } = restApi({ paths });
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect(await send("/body", { method: "POST", body })).toMatchObject({ status: 413 });
  });
});

test("each method has its own bucket of requests, refilled with time", async () => {
  const paths = { "/a": { get: operation() }, "/b": { get: operation() } };
  const { send } = restApi({
    paths,
    model: {
      methodSettings: [
        { path: "*/*", throttling: { requestsPerSecond: 20, burst: 2 }, cacheSeconds: undefined },
      ],
    },
  });
  const statuses = async (path: string) =>
    [await send(path), await send(path), await send(path)].map(({ status }) => status);
  expect(await statuses("/a")).toEqual([200, 200, 429]);
  expect(await statuses("/b")).toEqual([200, 200, 429]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect((await send("/a")).status).toBe(200);
});

describe("a stage cache", () => {
  const paths = {
    "/a": {
      get: operation(
        { parameters: [{ name: "x", in: "query", schema: { type: "string" } }] },
        { cacheKeyParameters: ["method.request.querystring.x"] },
      ),
      post: operation(),
    },
    "/off": { get: operation() },
  };
  const none = { throttling: undefined, cacheSeconds: undefined };
  const cached = () => {
    let count = 0;
    return restApi({
      paths,
      speed: 1000,
      model: {
        methodSettings: [
          { ...none, path: "*/*", cacheSeconds: 100 },
          { ...none, path: "off/GET" },
        ],
      },
      invoke: () => {
        count += 1;
        return answered({ statusCode: 200, body: String(count) });
      },
    });
  };

  test("returns the cached response for its key until the TTL expires", async () => {
    const { send } = cached();
    const texts = [];
    for (const path of ["/a?x=1", "/a?x=1&y=2", "/a?x=2", "/a?x=1"]) {
      texts.push((await send(path)).text);
    }
    expect(texts).toEqual(["1", "1", "2", "1"]);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect((await send("/a?x=1")).text).toBe("3");
  });

  test("is bypassed for other methods, uncached methods, and on the client's request", async () => {
    const { send } = cached();
    await send("/a");
    expect((await send("/a", { method: "POST" })).text).toBe("2");
    expect([(await send("/off")).text, (await send("/off")).text]).toEqual(["3", "4"]);
    expect((await send("/a", { headers: [["Cache-Control", "max-age=0"]] })).text).toBe("5");
    expect((await send("/a")).text).toBe("5");
  });
});

describe("compression", () => {
  const long = "x".repeat(2000);
  const compressing = () =>
    restApi({
      paths: { "/echo": { get: operation(), post: operation() } },
      model: { minimumCompressionBytes: 1024 },
      invoke: () => answered({ statusCode: 200, body: long }),
    });

  test("applies to long responses for clients that accept it", async () => {
    const { send } = compressing();
    const gzip = await send("/echo", { headers: [["Accept-Encoding", "br, gzip;q=0.5"]] });
    expect(gzip.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(gzip.body).toString()).toBe(long);
    expect((await send("/echo")).text).toBe(long);
    expect((await send("/echo", { headers: [["Accept-Encoding", "gzip;q=0"]] })).text).toBe(long);
    const short = restApi({ model: { minimumCompressionBytes: 1024 } });
    expect((await short.send("/echo", { headers: [["Accept-Encoding", "gzip"]] })).text).toBe("{}");
  });

  test("of a request is decoded before the invocation, and rejected if invalid", async () => {
    const { send, events } = compressing();
    const headers: [string, string][] = [["Content-Encoding", "gzip"]];
    await send("/echo", { method: "POST", headers, body: gzipSync("hello") });
    expect(events[0]?.body).toBe("hello");
    expect(await send("/echo", { method: "POST", headers, body: Buffer.from("hello") })).toMatchObject({
      status: 400,
    });
  });
});

describe("a region's gateway", () => {
  const domains = [
    { address: "aws_api_gateway_domain_name.shared", name: "api.example.com", basePath: "" },
    { address: "aws_api_gateway_domain_name.other", name: "other.example.com", basePath: "fx" },
  ];
  const gateways: RegionalGateway[] = [];
  afterEach(() => Promise.all(gateways.splice(0).map((gateway) => gateway.stop())));

  async function start(over: Partial<RestApiModel> = {}, address = "127.0.0.1") {
    const { restApi: deployed, events } = restApi({ model: { domains, ...over } });
    const gateway = new RegionalGateway([deployed]);
    gateways.push(gateway);
    await gateway.start(0, address);
    const get = async (host: string, path: string) => {
      const { request } = await import("node:http");
      return new Promise<number>((resolve, reject) => {
        request({ ...gateway.endpoint, path, headers: { Host: host } }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .once("error", reject)
          .end();
      });
    };
    return { gateway, get, events };
  }

  test("serves its custom domains, below their base paths, and nothing else", async () => {
    const { get, events } = await start();
    expect(await get("api.example.com", "/echo")).toBe(200);
    expect(await get("API.example.com:443", "/echo")).toBe(200);
    expect(await get("other.example.com", "/fx/echo?a=1")).toBe(200);
    expect(events.at(-1)).toMatchObject({
      path: "/fx/echo",
      resource: "/echo",
      queryStringParameters: { a: "1" },
    });
    expect(await get("other.example.com", "/echo")).toBe(403);
    expect(await get("unknown.example.com", "/echo")).toBe(403);
  });

  test("rejects its execute-api name if it is disabled, and otherwise serves the stage", async () => {
    const own = "abc.execute-api.us-east-1.amazonaws.com";
    expect(await (await start()).get(own, "/live/echo")).toBe(403);
    const { get, events } = await start({ executeApiDisabled: false });
    expect(await get(own, "/live/echo")).toBe(200);
    expect(events[0]).toMatchObject({ path: "/echo", requestContext: { path: "/live/echo" } });
    expect(await get(own, "/echo")).toBe(403);
  });

  test("that fails drops connections until it is healed", async () => {
    const { gateway, get } = await start();
    gateway.fail();
    await expect(get("api.example.com", "/echo")).rejects.toThrow(/socket hang up|ECONNRESET/);
    gateway.heal();
    expect(await get("api.example.com", "/echo")).toBe(200);
  });

  test("responds later if it is slow", async () => {
    const { gateway, get } = await start();
    gateway.slowedByMs = 150;
    const before = performance.now();
    expect(await get("api.example.com", "/echo")).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(140);
  });

  test("listens at 127.0.0.1 where the machine does not have its own address", async () => {
    // An address for documentation, which no machine has.
    const { gateway, get } = await start({}, "192.0.2.1");
    expect(gateway.endpoint?.host).toBe("127.0.0.1");
    expect(await get("api.example.com", "/echo")).toBe(200);
  });
});
