import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { globalApiPlans } from "./global-api";
import { hclPlans } from "./hcl";
import { startStandIn } from "./terraform";

/**
 * Makes the corpus again: `npm run corpus` plans every case with the real Terraform and provider against the
 * stand-in for AWS, and keeps what `terraform show -json` prints. About ten minutes.
 */
async function make(): Promise<void> {
  const plans = join(__dirname, "plans");
  mkdirSync(plans, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "corpus-"));
  const standIn = await startStandIn();
  try {
    for (const source of [hclPlans, globalApiPlans]) {
      const folder = join(scratch, source.name);
      mkdirSync(folder);
      for (const [name, plan] of source(folder, standIn)) {
        writeFileSync(join(plans, `${name}.json.gz`), gzipSync(plan, { level: 9 }));
        console.log(name);
      }
    }
  } finally {
    standIn.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

make().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
