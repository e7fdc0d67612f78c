import SwaggerParser from "@apidevtools/swagger-parser";
import { apiDocument, served, withClientKeys } from "../../handlers/openapi";

test.each([
  ["without keys", served(apiDocument)],
  ["with clients' keys", served(withClientKeys(apiDocument))],
])("the served document %s is valid OpenAPI 3.0", async (_what, document) => {
  const parsed = await SwaggerParser.validate(JSON.parse(JSON.stringify(document)));
  expect(Object.keys(parsed.paths ?? {})).toEqual(Object.keys(apiDocument.paths));
});

test("it has a server, a license, typed maps and the statuses of API Gateway", () => {
  const { servers, info, components, paths } = served(apiDocument);
  expect(servers).toEqual([{ url: "/", description: expect.any(String) }]);
  expect(info.license).toEqual({ name: "MIT", url: "https://opensource.org/license/mit" });
  expect(components.schemas["Latest"]?.properties?.["rates"]?.additionalProperties).toMatchObject({
    type: "string",
  });
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      expect([path, method, Object.keys(responses)]).toEqual([
        path,
        method,
        expect.arrayContaining(["403", "413", "429", "500", "502", "503", "504"]),
      ]);
    }
    expect(Object.keys(methods["head"]?.responses ?? {})).toEqual(
      Object.keys(methods["get"]?.responses ?? {}),
    );
  }
});
