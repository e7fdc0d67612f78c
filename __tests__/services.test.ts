import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** The folders that any service uses. */
const PLATFORM = ["constructs", "config", "build", "local", "deploy", "dashboard", "bench"];

/** Words of the currency exchange. "Concurrency" is none, and neither is a rate of requests. */
const SUBJECT = /\brates\b|ingest|(?<!con)currenc(y|ies)|\bconversions?\b|\becb\b|frankfurter/i;

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|js|json|css|html|tsx)$/.test(file))
    .map((file) => join(folder, file));
}

describe.each(PLATFORM)("src/%s", (folder) => {
  const files = filesIn(join("src", folder));

  test("contains nothing about the currency exchange", () => {
    expect(files).not.toEqual([]);
    const lines = files.flatMap((file) =>
      readFileSync(join(root, file), "utf8")
        .split("\n")
        .flatMap((line, index) => (SUBJECT.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(lines).toEqual([]);
  });

  test("imports no handlers and no service", () => {
    const imports = files.flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/(?:from|import|require)\s*\(?\s*"([^"]+)"/g)]
        .map(([, specifier = ""]) => specifier)
        .filter((specifier) => /(^|\/)(handlers|currency-exchange)(\/|$)/.test(specifier))
        .map((specifier) => `${file}: ${specifier}`),
    );
    expect(imports).toEqual([]);
  });
});
