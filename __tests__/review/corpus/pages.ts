import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { caseNames, pageOf, pages, planOf } from "./read";

/** Writes the page of every case again: `npm run generate pages`. Read each before it is committed. */
mkdirSync(pages, { recursive: true });
for (const name of caseNames) {
  writeFileSync(join(pages, `${name}.md`), pageOf(planOf(name)));
}
