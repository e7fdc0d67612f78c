import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { partsTable } from "./parts";
import { ordersBundle } from "./synthesized";

const PAGE = join(__dirname, "..", "..", "README.md");
const bundle = ordersBundle();

test("the README has the resources and the cost of each part, as `npm run generate parts` writes them", () => {
  const page = readFileSync(PAGE, "utf8");
  const made = page.replace(
    /(<!-- parts: .*? -->\n)[\s\S]*?(\n<!-- end of parts -->)/,
    (_, begin: string, end: string) => `${begin}\n${partsTable(bundle())}\n${end}`,
  );
  if (process.env["npm_lifecycle_event"] === "generate") {
    writeFileSync(PAGE, made);
  }
  expect(readFileSync(PAGE, "utf8")).toBe(made);
  expect(made).toContain("| the smallest API |");
});
