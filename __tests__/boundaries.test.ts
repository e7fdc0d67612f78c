import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..");

/** The platform and the tools, which work for any service. */
const FOLDERS = [
  ...["alarms", "aws", "bench", "build", "config", "constructs", "cost", "dashboard", "deploy", "dns"],
  ...["evacuation", "local", "review", "rollout", "route53", "terraform"],
];

/** The sample's subject. */
const SUBJECT = /\b(rates|ingest\w*|convert\w*|conversions?)\b|(?<![a-z])currenc(y|ies)/i;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, "src", folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|js|py)$/.test(name))
    .map((name) => join("src", folder, name)),
);

test.each([
  ["mentions the sample's subject", SUBJECT],
  ["imports a function's code or the sample", /(from|require\() ?"[^"]*(handlers|currency-exchange)/],
])("neither the platform nor a tool %s", (_, pattern) => {
  expect(files.length).toBeGreaterThan(150);
  const faults = files.flatMap((file) =>
    readFileSync(join(ROOT, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  expect(faults).toEqual([]);
});
