import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { Standin } from "../../../src/deploy/standin";
import { globalApiPlans } from "./global-api";
import { hclPlans } from "./hcl";

/**
 * Makes the corpus again: `npm run corpus` plans every case with the real Terraform and provider against the
 * stand-in for AWS, and keeps what `terraform show -json` prints. About fifteen minutes. Names of cases after it
 * keep those alone.
 */
async function make(): Promise<void> {
  const wanted = process.argv.slice(2);
  const plans = join(__dirname, "plans");
  mkdirSync(plans, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "corpus-"));
  const standin = await Standin.start({ hostedZone: undefined, logFile: devNull });
  try {
    for (const source of [hclPlans, globalApiPlans]) {
      const folder = join(scratch, source.name);
      mkdirSync(folder);
      for (const [name, plan] of source(folder, standin)) {
        if (wanted.length > 0 && !wanted.includes(name)) {
          continue;
        }
        writeFileSync(join(plans, `${name}.json.br`), compressed(plan));
        console.log(name);
      }
    }
  } finally {
    await standin.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A plan says most of what it says four times, far apart: hence the wide window. */
function compressed(plan: string): Buffer {
  return brotliCompressSync(plan, {
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
}

make().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
