/**
 * An IAM action that a call needs, with the resource if the call contains it: `s3:PutObject /key`, `apigateway:GET
 * /account`.
 */
export type Permission = string;

/** IAM prefixes that differ from the signing name. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: "cloudwatch" };

/**
 * IAM actions that differ from the operation's name:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const ACTIONS: Readonly<Record<string, string>> = {
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:HeadObject": "s3:GetObject",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:DeleteBucketOwnershipControls": "s3:PutBucketOwnershipControls",
  "s3:DeleteBucketTagging": "s3:PutBucketTagging",
  "s3:DeleteObjects": "s3:DeleteObject",
  "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "s3:GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
  "s3:GetBucketCors": "s3:GetBucketCORS",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
  "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
};

/** The maximum length of a line in which Terraform logs its provider's output. */
const LONGEST_LINE = 64 * 1024;

/** The start of a record: JSON that Terraform could not parse as a whole, or a message with fields. */
const BEGINNING = /^\{"@|[ {"]@(caller|module)=/;

/** Returns the sorted, distinct permissions for Terraform's calls to AWS, from its DEBUG log. */
export function permissionsIn(log: Buffer): readonly Permission[] {
  // One character per byte, because Terraform splits lines within multi-byte characters.
  const calls = records(log.toString("latin1")).filter((record) => record.includes("HTTP Request Sent"));
  return [...new Set(calls.map(permission))].sort();
}

/**
 * Returns the log's records. A split line continues in a later line of the same source, possibly after lines of other
 * provider processes. If two are open, the first one gets the rest of either, because both contain calls.
 */
function records(log: string): readonly string[] {
  const found: { parts: string[] }[] = [];
  const open = new Map<string, { parts: string[] }[]>();
  for (const line of log.split("\n")) {
    const [source, text] = /^\d{4}-\d\d-\d\dT\S+ (\[\w+\] +\S+: )(.*)$/.exec(line)?.slice(1) ?? [];
    if (source === undefined || text === undefined) {
      // A text with line breaks.
      found.at(-1)?.parts.push("\n", line);
      continue;
    }
    const cut = open.get(source) ?? [];
    const begins = cut.length === 0 || BEGINNING.test(text);
    const record = (begins ? undefined : cut.shift()) ?? { parts: [] };
    record.parts.push(text);
    if (begins) {
      found.push(record);
    }
    if (text.length === LONGEST_LINE) {
      cut.push(record);
    }
    open.set(source, cut);
  }
  return found.map(({ parts }) => parts.join(""));
}

function permission(record: string): Permission {
  const service = field(record, /Credential=[^/]+\/\d+\/[^/]+\/([a-z0-9]+)\/aws4_request/);
  const operation = field(record, /rpc\.method"?[=:]"?(\w+)/);
  const path = decodeURIComponent(new URL(field(record, /http\.url"?[=:]"?([^\s"]+)/)).pathname);
  if (service === "apigateway") {
    // API Gateway's permissions are HTTP methods on its resources: /restapis/{id}/stages/{name}
    const resource = path.replace(/^(\/[^/]+)\/[^/]+(?:(\/[^/]+)\/[^/]+)?/, (_, first, second) =>
      second === undefined ? `${first}/*` : `${first}/*${second}/*`,
    );
    return `apigateway:${field(record, /http\.method"?[=:]"?([A-Z]+)/)} ${resource}`;
  }
  const name = `${PREFIXES[service] ?? service}:${operation}`;
  const action = ACTIONS[name] ?? name;
  // The key after the bucket's name; other calls concern the whole bucket.
  const key = service === "s3" ? path.replace(/^\/[^/]+\/?/, "") : "";
  return key === "" ? action : `${action} /${key}`;
}

function field(record: string, pattern: RegExp): string {
  const [, value] = pattern.exec(record) ?? [];
  if (value === undefined) {
    throw new Error(`a logged call has no ${pattern.source}: ${record.slice(0, 200)}`);
  }
  return value;
}
