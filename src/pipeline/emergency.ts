import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../command";
import { WITHOUT_REGION, type Without } from "../review/without";
import type { Stack } from "./stack";

/** Changes the providers of the region that is left out. */
const OVERRIDE = "without_override.tf.json";
/** Declares what is left out, so that the saved plan states it. */
const DECLARATION = "without.tf.json";

/** Retries of calls to the region that is left out. No call is expected, so an unexpected one must fail soon. */
const MAX_RETRIES = 1;

/** Options of `terraform plan` for a stack that leaves a region out: a refresh would call the region. */
export const WITHOUT_REFRESH = "-refresh=false";

/**
 * Makes Terraform leave a region alone. Its providers still have to be configured, because resources elsewhere refer
 * to resources there. Their only calls, which identify the account, go to another region.
 *
 * @throws UsageError if the stack has no provider for the region, or none for another region, which answers
 * @see https://developer.hashicorp.com/terraform/language/files/override
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs#sts_region-1
 */
export function leaveOut({ folder, providers }: Pick<Stack, "folder" | "providers">, without: Without): void {
  const regions = [...new Set(providers.map(({ region }) => region))].sort();
  const survivor = regions.find((region) => region !== without.region);
  if (!regions.includes(without.region) || survivor === undefined) {
    throw new UsageError(
      `--without ${without.region}: expected one of several regions of the stack (${regions.join(", ")})`,
    );
  }
  const aws = providers
    .filter(({ region }) => region === without.region)
    .map(({ alias }) => ({ alias, sts_region: survivor, max_retries: MAX_RETRIES }));
  write(folder, OVERRIDE, { provider: { aws } });
  write(folder, DECLARATION, { variable: { [WITHOUT_REGION]: { default: without } } });
}

/** Makes Terraform work on all regions again. */
export function leaveNothingOut({ folder }: Pick<Stack, "folder">): void {
  for (const name of [OVERRIDE, DECLARATION]) {
    rmSync(join(folder, name), { force: true });
  }
}

function write(folder: string, name: string, content: object): void {
  writeFileSync(join(folder, name), JSON.stringify(content));
}
