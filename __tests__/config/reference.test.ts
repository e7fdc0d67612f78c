import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { platformSchema, referenceTable, settingsOf } from "../../src/config";
import { currencyExchange } from "../../src/currency-exchange";

const PAGE = join(__dirname, "..", "..", "docs", "configuration.md");

/** Returns the page with updated tables. */
function withTables(page: string): string {
  return [
    { name: "settings", schema: platformSchema(currencyExchange.name, []) },
    { name: "service settings", schema: z.object(currencyExchange.shape) },
  ].reduce((text, { name, schema }) => {
    const place = new RegExp(`(<!-- ${name}: .*? -->\n)[\\s\\S]*?(\n<!-- end of ${name} -->)`);
    const table = referenceTable(settingsOf(schema));
    return text.replace(place, (_, begin: string, end: string) => `${begin}\n${table}\n${end}`);
  }, page);
}

test("docs/configuration.md lists every setting; `npm run generate configuration` updates it", () => {
  const made = withTables(readFileSync(PAGE, "utf8"));
  if (process.env["npm_lifecycle_event"] === "generate") {
    writeFileSync(PAGE, made);
  }
  expect(readFileSync(PAGE, "utf8")).toBe(made);
});

test("describes a setting by its default, its message, and the effect of a change", () => {
  expect(settingsOf(platformSchema("orders", []))).toContainEqual({
    key: "healthCheck.intervalSeconds",
    allowed: "one of 10, 30 (seconds)",
    preset: "30",
    does: expect.stringContaining("time between two checks"),
    later: expect.stringContaining("replaces the health checks"),
  });
});

test("a setting without a description is an error that names it", () => {
  const schema = z.object({ cache: z.object({ size: z.string() }) });
  expect(() => settingsOf(schema)).toThrow("cache.size has no reference");
});
