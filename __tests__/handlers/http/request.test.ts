import { readRequest } from "../../../handlers/http/request";

test("reads a proxy event", () => {
  const request = readRequest(
    {
      httpMethod: "get",
      resource: "/v1/rates/{date}",
      path: "/v1/rates/2026-04-13",
      pathParameters: { date: "2026-04-13" },
      multiValueQueryStringParameters: { base: ["USD", "EUR"] },
      queryStringParameters: { base: "EUR" },
      headers: { "If-None-Match": "x" },
      body: Buffer.from("{}").toString("base64"),
      isBase64Encoded: true,
      requestContext: { requestId: "id" },
    },
    "fallback",
  );
  expect(request).toEqual({
    method: "GET",
    resource: "/v1/rates/{date}",
    pathParameters: { date: "2026-04-13" },
    query: { base: ["USD", "EUR"] },
    headers: { "if-none-match": "x" },
    body: "{}",
    id: "id",
  });
});

test("reads a query given once", () => {
  expect(readRequest({ queryStringParameters: { base: "EUR" } }, "x").query).toEqual({ base: ["EUR"] });
});

test.each([
  null,
  undefined,
  1,
  "text",
  [],
  {},
  { requestContext: null, headers: [1], body: 5, httpMethod: {} },
])("%j is a request for nothing", (event) => {
  expect(readRequest(event, "fallback")).toMatchObject({
    method: "",
    resource: "",
    query: {},
    body: "",
    id: "fallback",
  });
});
