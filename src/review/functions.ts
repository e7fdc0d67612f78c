import { groupBy } from "../terraform";
import { type Change, remains } from "./change";
import { signatureOf } from "./change-rows";
import type { Difference } from "./difference";
import { numberAt, textAt, valueAt } from "./values";

/** A function whose code or configuration changes. */
export interface FunctionChange {
  readonly changes: readonly [Change, ...Change[]];
  /** SHA-256 of the package, as Lambda gives it, where it is known; undefined if the code stays. */
  readonly code: { readonly before: string | undefined; readonly after: string | undefined } | undefined;
  /** The package's size in bytes. The size after the plan is known only if the file is next to the plan. */
  readonly size: { readonly before: number | undefined; readonly after: number | undefined };
  /** Memory, time-out, runtime, variables and so on. */
  readonly configuration: readonly Difference[];
}

/** Attributes that contain the code, and attributes that follow from others. */
const CODE = /^(source_code_hash|code_sha256|source_code_size|filename|s3_key|s3_object_version|image_uri)$/;
const DERIVED =
  /^(version|qualified_arn|qualified_invoke_arn|last_modified|arn|invoke_arn|tags|tags_all)(\.|\[|$)/;

/** @param sizeOf - the size in bytes of a file that a plan names; undefined if the file is missing */
export function reviewFunctions(
  changes: readonly Change[],
  sizeOf: (file: string) => number | undefined,
): readonly FunctionChange[] {
  const reviewed = changes
    .filter((change) => change.type === "aws_lambda_function" && remains(change))
    .map((change) => reviewFunction(change, sizeOf))
    .filter(({ code, configuration }) => code !== undefined || configuration.length > 0);
  const groups = groupBy(reviewed, ({ changes: [change], code, size }) =>
    [change.pattern, signatureOf(change), JSON.stringify([code, size])].join(" "),
  );
  return [...groups.values()].map(([first, ...others]) => ({
    ...first,
    changes: [...first.changes, ...others.flatMap((other) => other.changes)],
  }));
}

function reviewFunction(change: Change, sizeOf: (file: string) => number | undefined): FunctionChange {
  const { before, after, differences } = change;
  const file = textAt(after, "filename");
  const isUnknown = HASHES.some((name) => valueAt(change.afterUnknown, name) === true);
  const hashes = { before: hashOf(before), after: isUnknown ? undefined : hashOf(after) };
  const changesCode = differences.some(({ path }) => CODE.test(path) && path !== "filename");
  return {
    changes: [change],
    code: changesCode ? hashes : undefined,
    size: {
      before: numberAt(before, "source_code_size"),
      after: numberAt(after, "source_code_size") ?? (file === undefined ? undefined : sizeOf(file)),
    },
    configuration: differences.filter(({ path }) => !CODE.test(path) && !DERIVED.test(path)),
  };
}

const HASHES = ["source_code_hash", "code_sha256", "image_uri"];

function hashOf(values: Change["before"]): string | undefined {
  return HASHES.map((name) => textAt(values, name)).find((hash) => hash !== undefined);
}
