import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { apiDocument, openApiDocument, served } from "../../handlers/currency-exchange/openapi";
import { exampleOf } from "../../handlers/openapi/page";
import { Contract } from "../contract";
import { resourceOf } from "../handlers/currency-exchange/client";
import { eventually, root, run, scratchFolder, started } from "./support";

const contract = new Contract(served(apiDocument));

interface Example {
  readonly path: string;
  readonly method: string;
  readonly body: string | undefined;
}

/** The requests of the OpenAPI document, made of the examples of its parameters and bodies. */
const OF_THE_DOCUMENT: readonly Example[] = Object.entries(openApiDocument.paths)
  // Open to Route 53's health checkers only.
  .filter(([path]) => path !== "/health-check")
  .flatMap(([path, methods]) =>
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
  return (
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      // The guide's requests are of another API, which its own test runs.
      .filter((name) => name.endsWith(".md") && name !== "your-own-api.md")
      .map((name) => join(folder, name))
  );
}

describe("the project's local run responds as documented", () => {
  const running = run(scratchFolder(), ["--json"]);
  let url: string;
  beforeAll(async () => {
    url = (await started(running)).url;
  });

  /** The answer, once there is one: past years are loaded in the background, the newest days first. */
  const answered = async ({ path, method, body }: Example) => {
    let last = { path, status: 0, text: "" };
    await eventually(async () => {
      const answer = await fetch(`${url}${path}`, {
        method,
        ...(body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } }),
      });
      const text = await answer.text();
      const departure = contract.departure({
        method,
        path: resourceOf(path.split("?")[0] ?? "").resource,
        status: answer.status,
        contentType: answer.headers.get("content-type") ?? undefined,
        text,
      });
      last = { path, status: answer.status, text };
      if (departure !== undefined) {
        last = { ...last, text: departure };
        return false;
      }
      return answer.status === 200 && !last.text.includes('"points":[]');
    }, 60_000).catch(() => {
      throw new Error(JSON.stringify(last));
    });
    return last.text;
  };

  test("the first answer is fresh", async () => {
    const text = await answered({ path: "/v1/latest", method: "GET", body: undefined });
    expect(JSON.parse(text)).toMatchObject({ stale: false });
  });

  test("every documented example has an answer", async () => {
    expect(OF_THE_DOCUMENTATION.length).toBeGreaterThanOrEqual(3);
    for (const example of [...OF_THE_DOCUMENT, ...OF_THE_DOCUMENTATION]) {
      await answered(example);
    }
  });
});
