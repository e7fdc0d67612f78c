import { CHECKER_RANGES } from "../aws";
import { isObject, type Json, type JsonObject, type Resource } from "../terraform";
import { type EvacuationMarker, jsonOf } from "./evacuation";
import type { Zone } from "./zone";

const EVERYWHERE = CHECKER_RANGES.map(({ range }) => range);

/**
 * Returns why Route 53's health checkers cannot read a marker; undefined if they can, or if the document does not
 * contain the bucket or its policy's statements.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 * @see https://repost.aws/knowledge-center/s3-website-cloudfront-error-403 on objects encrypted with KMS
 */
export function whyUnreadable(
  { document: { index } }: Zone,
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
  const document = jsonOf(String(attributes.text("policy") ?? ""));
  if (!isObject(document)) {
    return undefined;
  }
  const statements = [document["Statement"] ?? []].flat().filter((one) => isObject(one));
  const ranges = (effect: string) =>
    new Set(
      statements
        .filter((one) => one["Effect"] === effect && concerns(one, action, key))
        .flatMap((one) => rangesOf(one, effect === "Deny", isEncrypted)),
    );
  const [allowed, denied] = [ranges("Allow"), ranges("Deny")];
  const out = EVERYWHERE.filter((range) => !allowed.has(range) || denied.has(range));
  return out.length === 0
    ? undefined
    : `${address} keeps ${out.length} of ${EVERYWHERE.length} ranges of health checkers out`;
}

/** Whether a statement is about requests without credentials. */
function concerns(
  { Principal, Action, Resource }: JsonObject,
  action: string,
  key: string | undefined,
): boolean {
  const isAnyone = Principal === "*" || (isObject(Principal) && texts(Principal["AWS"]).includes("*"));
  const path = (resource: string) => (resource === "*" ? "*" : resource.replace(/^[^/]*\/?/, ""));
  return (
    isAnyone &&
    texts(Action).some((pattern) => matches(pattern, action)) &&
    (key === undefined || texts(Resource).some((resource) => matches(path(resource), key)))
  );
}

/** Returns the checkers' ranges that a statement applies to. An unknown condition never lets checkers in. */
function rangesOf({ Condition }: JsonObject, isDenied: boolean, isEncrypted: boolean): readonly string[] {
  const conditions = entries(Condition).flatMap(([operator, values]) =>
    entries(values).map(([key, value]) => [operator, key, texts(value)] as const),
  );
  return conditions.reduce((left, [operator, key, given]) => {
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

function matches(pattern: string, text: string): boolean {
  const [first = "", ...others] = pattern.split("*");
  return others.length === 0
    ? pattern === text
    : text.startsWith(first) && text.endsWith(others.at(-1) ?? "");
}

function entries(value: Json | undefined): readonly [string, Json][] {
  return Object.entries(isObject(value) ? value : {});
}

function texts(value: Json | undefined): readonly string[] {
  return [value ?? []].flat().filter((one) => typeof one === "string");
}
