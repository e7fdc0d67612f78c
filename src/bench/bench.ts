import { runCommand } from "../command";
import { bundleRows, coldStartRows } from "./bundles";
import { warmRows } from "./requests";
import { reviewRows } from "./review";
import { synthRows } from "./synth";

const TABLES: Readonly<Record<string, () => readonly object[] | Promise<readonly object[]>>> = {
  "Synth: the whole process, median": synthRows,
  "Functions: the bundles": bundleRows,
  "Functions: cold start, a process that loads each bundle": coldStartRows,
  "Functions: warm requests, on a table in memory": warmRows,
  "Plan review: 5,000 resources, every one of which changes": reviewRows,
};

/** No test checks the figures, because machines differ. */
async function bench(): Promise<undefined> {
  for (const [title, rows] of Object.entries(TABLES)) {
    console.log(title);
    console.table(await rows());
  }
}

runCommand({ name: "bench", help: "npm run bench: prints measurements as tables.", config: {}, run: bench });
