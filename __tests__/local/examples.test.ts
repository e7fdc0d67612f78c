import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openApiDocument } from "../../handlers/openapi";
import { exampleOf } from "../../handlers/operations/page";
import { eventually, root, run, scratchFolder, started } from "./support";

interface Example {
  readonly path: string;
  readonly method: string;
  readonly body: string | undefined;
}

/** The requests of the OpenAPI document, made of the examples of its parameters and bodies. */
const OF_THE_DOCUMENT: readonly Example[] = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => method === "get" || method === "post")
    .map(([method, operation]) => {
      const body = operation.requestBody?.content["application/json"]?.example;
      return {
        path: exampleOf(path, operation.parameters ?? []),
        method: method.toUpperCase(),
        body: body === undefined ? undefined : JSON.stringify(body),
      };
    }),
);

/** The addresses of the API that the documentation requests, locally or at its example domain. */
const OF_THE_DOCUMENTATION: readonly Example[] = ["README.md", ...markdownIn("docs")].flatMap((file) =>
  [
    ...readFileSync(join(root, file), "utf8").matchAll(
      /curl [^\n]*?https?:\/\/(?:api\.example\.com|127\.0\.0\.1:8080)(\/[^\s'"`]*)/g,
    ),
  ].map(([, path = ""]) => ({ path, method: "GET", body: undefined })),
);

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
}

describe("the local run of the project answers as its documentation says", () => {
  const running = run(scratchFolder(), ["--json"]);
  let url: string;
  beforeAll(async () => {
    url = (await started(running)).url;
  });

  test("the first answer is fresh", async () => {
    const answer = await fetch(`${url}/v1/latest`);
    expect(await answer.json()).toMatchObject({ stale: false });
  });

  test("every documented example", async () => {
    expect(OF_THE_DOCUMENTATION.length).toBeGreaterThanOrEqual(3);
    await eventually(() => /"the rates since 20\d\d-\d\d-\d\d are loaded"/.test(running.output()), 60_000);
    for (const { path, method, body } of [...OF_THE_DOCUMENT, ...OF_THE_DOCUMENTATION]) {
      const answer = await fetch(`${url}${path}`, {
        method,
        ...(body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } }),
      });
      const text = await answer.text();
      expect({ path, status: answer.status, text: answer.status === 200 ? "" : text }).toEqual({
        path,
        status: 200,
        text: "",
      });
      expect(text).not.toContain('"points":[]');
    }
  });
});
