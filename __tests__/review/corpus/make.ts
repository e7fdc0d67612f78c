import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { runCommand } from "../../../src/command";
import { Standin } from "../../../src/deploy/standin";
import { globalApiCases } from "./global-api";
import { hclCases } from "./hcl";
import { servicesCases } from "./services";

const HELP = `npm run generate corpus [-- case ...]

Plans every case, or the named ones, with the real Terraform and provider against the stand-in for AWS, and stores the
output of terraform show -json. All cases take about twenty minutes.`;

async function make(named: readonly string[]): Promise<undefined> {
  const plans = join(__dirname, "plans");
  mkdirSync(plans, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "corpus-"));
  const standin = await Standin.start({ hostedZone: undefined, logFile: devNull });
  try {
    for (const [project, casesOf] of [
      ["hcl", hclCases],
      ["services", servicesCases],
      ["global-api", globalApiCases],
    ] as const) {
      const wanted = new Set(named.filter((name) => projectOf(name) === project));
      if (named.length > 0 && wanted.size === 0) {
        continue;
      }
      const folder = join(scratch, project);
      mkdirSync(folder);
      for (const [name, plan] of casesOf(folder, standin)) {
        if (named.length === 0 || wanted.delete(name)) {
          writeFileSync(join(plans, `${name}.json.br`), compressed(plan()));
          console.log(name);
        }
        if (named.length > 0 && wanted.size === 0) {
          break;
        }
      }
    }
  } finally {
    await standin.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The cases of this project have no prefix. */
function projectOf(name: string): string {
  return /^(hcl|services)-/.exec(name)?.[1] ?? "global-api";
}

/** A plan says most of what it says four times, far apart: hence the wide window. */
function compressed(plan: string): Buffer {
  return brotliCompressSync(plan, {
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
}

runCommand({
  name: "corpus",
  help: HELP,
  config: { allowPositionals: true },
  most: Number.POSITIVE_INFINITY,
  run: ({ positionals }) => make(positionals),
});
