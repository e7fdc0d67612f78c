import { bundleRows, coldStartRows } from "./bundles";
import { warmRows } from "./handlers";
import { reviewRows } from "./review";
import { synthRows } from "./synth";

/** `npm run bench`: figures, printed as tables. They are compared, never tested: machines differ. */
async function bench(): Promise<void> {
  console.log("Synth: the whole process, median");
  console.table(synthRows());
  console.log("Functions: the bundles");
  console.table(bundleRows());
  console.log("Functions: cold start, a process that loads each bundle");
  console.table(coldStartRows());
  console.log("Functions: warm requests, on a table in memory");
  console.table(await warmRows());
  console.log("Plan review: 5,000 resources, every one of which changes");
  console.table(reviewRows());
}

bench().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
