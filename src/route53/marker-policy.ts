import { CHECKER_RANGES } from "../aws";
import { isObject, type Json, parseJson, Unresolved } from "../terraform";
import type { Zone } from "./zone";

/**
 * Returns why Route 53's health checkers cannot read an object of a bucket; undefined if they can, or if the bucket is
 * not in the document.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 */
export function whyUnreadable({ document }: Zone, bucketName: string): string | undefined {
  const { terraform, index } = document;
  const resources = [...terraform.resources.values()];
  const bucket = resources.find(
    ({ type, attributes }) => type === "aws_s3_bucket" && attributes.knownText("bucket") === bucketName,
  );
  if (bucket === undefined) {
    return undefined;
  }
  const policy = resources.find(({ type, attributes }) => {
    const of = attributes.text("bucket");
    return (
      type === "aws_s3_bucket_policy" &&
      (of instanceof Unresolved ? index.origin(of)?.address === bucket.address : of === bucketName)
    );
  });
  if (policy === undefined) {
    return `${bucket.address} has no policy that lets health checkers read`;
  }
  const statements = statementsOf(String(policy.attributes.text("policy") ?? ""));
  if (statements === undefined) {
    return undefined;
  }
  const ranges = statements.filter(letsAnyoneRead).flatMap(sourceRanges);
  const missing = CHECKER_RANGES.filter(
    ({ range }) => !ranges.includes(range) && !ranges.includes("0.0.0.0/0"),
  );
  return missing.length === 0
    ? undefined
    : `${policy.address} does not let ${missing.length} of ${CHECKER_RANGES.length} ranges of health checkers read`;
}

function statementsOf(policy: string): readonly Json[] | undefined {
  try {
    const document = parseJson(policy);
    const statements = isObject(document) ? document["Statement"] : undefined;
    return statements === undefined ? [] : [statements].flat();
  } catch {
    return undefined;
  }
}

function letsAnyoneRead(statement: Json): boolean {
  if (!isObject(statement) || statement["Effect"] !== "Allow") {
    return false;
  }
  const principal = statement["Principal"];
  const anyone = principal === "*" || (isObject(principal) && texts(principal["AWS"]).includes("*"));
  return (
    anyone &&
    texts(statement["Action"]).some((action) => ["s3:GetObject", "s3:Get*", "s3:*"].includes(action))
  );
}

/** A statement without a condition lets everyone in. */
function sourceRanges(statement: Json): readonly string[] {
  const condition = isObject(statement) ? statement["Condition"] : undefined;
  const addresses = isObject(condition) ? condition["IpAddress"] : undefined;
  if (condition === undefined) {
    return ["0.0.0.0/0"];
  }
  return isObject(addresses) ? texts(addresses["aws:SourceIp"]) : [];
}

function texts(value: Json | undefined): readonly string[] {
  return [value ?? []].flat().filter((one) => typeof one === "string");
}
