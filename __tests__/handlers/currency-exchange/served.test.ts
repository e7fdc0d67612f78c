import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import SwaggerParser from "@apidevtools/swagger-parser";
import { z } from "zod";
import { apiDocument, served, withClientKeys } from "../../../handlers/currency-exchange/openapi";

const DOCUMENTS = [
  ["without keys", served(apiDocument)],
  ["with clients' keys", served(withClientKeys(apiDocument))],
] as const;

test.each(DOCUMENTS)("the served document %s is valid OpenAPI 3.0", async (_name, document) => {
  const parsed = await SwaggerParser.validate(JSON.parse(JSON.stringify(document)));
  expect(Object.keys(parsed.paths ?? {})).toEqual(Object.keys(apiDocument.paths));
});

/** A client that uses the generated types alone: it reads a rate and sends a batch without a cast. */
const CLIENT = `
  import type { paths } from "./types";

  type Json<Message> = Message extends { content: { "application/json": infer Body } } ? Body : never;
  type Latest = Json<paths["/v1/latest"]["get"]["responses"]["200"]>;
  type Batch = Json<NonNullable<paths["/v1/convert"]["post"]["requestBody"]>>;
  type Answers = Json<paths["/v1/convert"]["post"]["responses"]["200"]>;

  declare function request<Answer>(path: keyof paths, body?: string): Promise<Answer>;

  export async function liveRate(code: string): Promise<string | undefined> {
    const { kind, rates } = await request<Latest>("/v1/latest");
    return kind === "live" ? rates[code] : undefined;
  }

  export async function results(amounts: string[]): Promise<(string | undefined)[]> {
    const batch: Batch = { conversions: amounts.map((amount) => ({ from: "USD", to: "JPY", amount })) };
    const { answers } = await request<Answers>("/v1/convert", JSON.stringify(batch));
    return answers.map(({ conversion, problem }) => conversion?.result ?? problem?.detail);
  }
`;

test("Redocly reports no error, and a generated client compiles without a cast", () => {
  const [withoutKeys, withKeys, broken] = generatedFrom([
    ...DOCUMENTS.map(([, document]) => document),
    { ...served(apiDocument), servers: [] },
  ]);
  expect(withoutKeys?.errors).toEqual([]);
  expect(withKeys?.errors).toEqual([]);
  expect(broken?.errors).toEqual(["no-empty-servers: Servers must be a non-empty array."]);

  const wrong = CLIENT.replace("amount })", "amount: 1 })").replace("problem?.detail", "problem?.reason");
  const files = {
    "without-keys.ts": withoutKeys?.types ?? "",
    "with-keys.ts": withKeys?.types ?? "",
    "client.ts": CLIENT.replace("./types", "./without-keys"),
    "client-with-keys.ts": CLIENT.replace("./types", "./with-keys"),
    "wrong-client.ts": wrong.replace("./types", "./without-keys"),
  };
  expect(compilerErrors(files)).toEqual([
    expect.stringMatching(/^wrong-client.ts: Type .* amount: number; .* is not assignable to type/),
    expect.stringMatching(/^wrong-client.ts: Property 'reason' does not exist/),
  ]);
});

const GENERATED = z.array(z.object({ errors: z.array(z.string()), types: z.string() }));

function generatedFrom(documents: readonly object[]): z.output<typeof GENERATED> {
  const script = join(__dirname, "openapi-types.js");
  const output = execFileSync(process.execPath, [script], { input: JSON.stringify(documents) });
  return GENERATED.parse(JSON.parse(String(output)));
}

/** The first line of each error that the TypeScript compiler reports. */
function compilerErrors(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "api-client-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
    const options =
      "--strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --noEmit --ignoreConfig";
    const args = [tsc, ...options.split(" "), "--target", "es2022", "--types", "", ...Object.keys(files)];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    return [...stdout.matchAll(/^(\S+)\(\d+,\d+\): error TS\d+: (.*)$/gm)].map(
      ([, file, message]) => `${file}: ${message}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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
