import { CHECKER_RANGES } from "../aws";
import { isObject, type Json } from "../terraform";
import { jsonOf } from "./evacuation";
import type { Zone } from "./zone";

/**
 * Returns why Route 53's health checkers cannot read an object of a bucket; undefined if they can, or if the document
 * does not contain the bucket or its policy's statements.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 */
export function whyUnreadable({ document: { index } }: Zone, bucketName: string): string | undefined {
  const bucket = index
    .ofType("aws_s3_bucket")
    .find((one) => one.attributes.knownText("bucket") === bucketName);
  if (bucket === undefined) {
    return undefined;
  }
  const policy = index
    .ofType("aws_s3_bucket_policy")
    .find((one) => index.isOf(one.attributes.text("bucket"), bucket, "bucket"));
  if (policy === undefined) {
    return `${bucket.address} has no policy that lets health checkers read`;
  }
  const document = jsonOf(String(policy.attributes.text("policy") ?? ""));
  if (document === undefined) {
    return undefined;
  }
  const statements = isObject(document) ? [document["Statement"] ?? []].flat() : [];
  const ranges = new Set(statements.flatMap(readersOf));
  const missing = CHECKER_RANGES.filter(({ range }) => !ranges.has(range) && !ranges.has("0.0.0.0/0"));
  return missing.length === 0
    ? undefined
    : `${policy.address} does not let ${missing.length} of ${CHECKER_RANGES.length} ranges of health checkers read`;
}

/** Returns the ranges of addresses that a statement lets read objects without credentials. */
function readersOf(statement: Json): readonly string[] {
  const { Effect, Principal, Action, Condition } = isObject(statement) ? statement : {};
  const anyone = Principal === "*" || (isObject(Principal) && texts(Principal["AWS"]).includes("*"));
  const reads = texts(Action).some((action) => ["s3:GetObject", "s3:Get*", "s3:*"].includes(action));
  if (Effect !== "Allow" || !anyone || !reads) {
    return [];
  }
  const addresses = isObject(Condition) ? Condition["IpAddress"] : undefined;
  const limited = isObject(addresses) ? texts(addresses["aws:SourceIp"]) : [];
  return Condition === undefined ? ["0.0.0.0/0"] : limited;
}

function texts(value: Json | undefined): readonly string[] {
  return [value ?? []].flat().filter((one) => typeof one === "string");
}
