import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { Configuration } from "../config";

/**
 * Where the one state is kept. `local` is a file beside `cdktf.json`, named by a relative path so that the
 * synthesized JSON is the same on every machine; `s3` locks with a lock file in the bucket, without a table.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
 */
export function declareStateBackend(
  stack: TerraformStack,
  name: string,
  backend: Configuration["stateBackend"],
): void {
  if (backend.type === "local") {
    new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
    return;
  }
  new S3Backend(stack, {
    bucket: backend.bucket,
    region: backend.region,
    key: backend.key ?? `${name}.tfstate`,
    encrypt: true,
  });
  // Newer than CDKTF's own properties.
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
