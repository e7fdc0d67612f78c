import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../src/command";
import { caseNames, pageOf, pages, planOf } from "./read";

const HELP = `npm run generate pages

Writes the page of every case again. Read each page before you commit it.`;

runCommand({
  name: "pages",
  help: HELP,
  config: {},
  run() {
    mkdirSync(pages, { recursive: true });
    for (const name of caseNames) {
      writeFileSync(join(pages, `${name}.md`), pageOf(planOf(name)));
    }
  },
});
