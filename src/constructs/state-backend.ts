import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";

/** Where the one state is kept. */
export type StateBackend =
  | { readonly type: "local" }
  | {
      readonly type: "s3";
      readonly bucket: string;
      readonly region: string;
      /** @default - the stack's name and .tfstate */
      readonly key?: string | undefined;
    };

/**
 * Where the one state is kept. `local` is a file beside `cdktf.json`, named by a relative path so that the
 * synthesized JSON is the same on every machine; `s3` locks with a lock file in the bucket, without a table.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
 */
export function declareStateBackend(stack: TerraformStack, name: string, backend: StateBackend): void {
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
