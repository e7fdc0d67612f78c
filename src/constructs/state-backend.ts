import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";

/** The location of the Terraform state. */
export type StateBackend =
  | { readonly type: "local" }
  | {
      readonly type: "s3";
      readonly bucket: string;
      readonly region: string;
      /** @default - `<stack's name>.tfstate` */
      readonly key?: string | undefined;
    };

/**
 * Sets the backend of the Terraform state. `local` is a file beside `cdktf.json` with a relative path, so that the
 * synthesized JSON is the same on every machine. `s3` locks with a lock file in the bucket and needs no table.
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
  // CDKTF has no property for this argument.
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
