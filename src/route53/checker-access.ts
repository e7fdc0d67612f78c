import { CHECKER_RANGES } from "../aws";
import { type Grant, isObject, type Json, jsonIn, matches, type Resource, readPolicy } from "../terraform";
import type { EvacuationMarker } from "./evacuation";
import type { ResourceIndex } from "./resource-index";

const EVERYWHERE = CHECKER_RANGES.map(({ range }) => range);

/**
 * Returns why Route 53's health checkers cannot read a marker; undefined if they can, or if the document does not
 * contain the bucket or its policy's statements.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 * @see https://repost.aws/knowledge-center/s3-website-cloudfront-error-403 on objects encrypted with KMS
 */
export function whyUnreadable(
  index: ResourceIndex,
  { bucket: name, key, isEncrypted }: EvacuationMarker,
): string | undefined {
  const bucket = index.find(name, "bucket", "aws_s3_bucket");
  if (bucket === undefined) {
    return undefined;
  }
  const [policy] = index.naming(bucket, "bucket", "bucket", "aws_s3_bucket_policy");
  const encryptions = "aws_s3_bucket_server_side_encryption_configuration";
  const [encryption] = index.naming(bucket, "bucket", "bucket", encryptions);
  const algorithm = "rule[0].apply_server_side_encryption_by_default[0].sse_algorithm";
  if (encryption?.attributes.knownText(algorithm)?.startsWith("aws:kms")) {
    return `${encryption.address} encrypts with KMS, and requests without credentials can't decrypt`;
  }
  return policy === undefined
    ? `${bucket.address} has no policy that lets health checkers read`
    : whyKeptOut(policy, "s3:GetObject", isEncrypted, key);
}

/**
 * Returns why a resource policy keeps health checkers out; undefined if it lets them in or its statements are not known.
 *
 * @param isEncrypted - the checkers use HTTPS
 * @param key - the object that they request, in S3
 */
export function whyKeptOut(
  { address, attributes }: Resource,
  action: string,
  isEncrypted: boolean,
  key?: string,
): string | undefined {
  const policy = attributes.text("policy");
  const grants = policy ? readPolicy(String(policy)) : undefined;
  if (grants === undefined) {
    return undefined;
  }
  const ranges = (effect: Grant["effect"]) =>
    new Set(
      grants
        .filter((grant) => grant.effect === effect && concerns(grant, action, key))
        .flatMap(({ condition }) => rangesOf(condition, effect === "Deny", isEncrypted)),
    );
  const [allowed, denied] = [ranges("Allow"), ranges("Deny")];
  const out = EVERYWHERE.filter((range) => !allowed.has(range) || denied.has(range));
  return out.length === 0
    ? undefined
    : `${address} keeps ${out.length} of ${EVERYWHERE.length} ranges of health checkers out`;
}

/** Whether a grant is about requests without credentials. Actions are not case-sensitive. */
function concerns({ principal, action: pattern, resource }: Grant, action: string, key?: string): boolean {
  // The bucket's part of the resource may be a reference.
  const path = resource.replace(/^(?!not )[^/]*(\/|(?=\*$))/, "");
  return (
    principal === "*" &&
    matches(pattern.toLowerCase(), action.toLowerCase()) &&
    (key === undefined || matches(path, key))
  );
}

/** Returns the checkers' ranges that a condition applies to. An unknown condition never lets checkers in. */
function rangesOf(condition: string, isDenied: boolean, isEncrypted: boolean): readonly string[] {
  const tests = entries(jsonIn(condition)).flatMap(([operator, values]) =>
    entries(values).map(([key, value]) => [operator, key, [value].flat().map(String)] as const),
  );
  return tests.reduce((left, [operator, key, given]) => {
    if (operator === "Bool" && key === "aws:SecureTransport") {
      return given.includes(String(isEncrypted)) ? left : [];
    }
    const isListed = (range: string) => given.includes(range) || given.includes("0.0.0.0/0");
    if (/^(Not)?IpAddress$/.test(operator) && key === "aws:SourceIp") {
      return left.filter((range) => isListed(range) === (operator === "IpAddress"));
    }
    return isDenied ? left : [];
  }, EVERYWHERE);
}

function entries(value: Json | undefined): readonly [string, Json][] {
  return Object.entries(isObject(value) ? value : {});
}
