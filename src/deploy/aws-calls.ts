/** What IAM must allow for a call, and on what where the call says it: `s3:PutObject /key`, `apigateway:GET /account`. */
export type Permission = string;

/** Where an IAM prefix is not the name that a request is signed for. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: "cloudwatch" };

/** Where an IAM action is not the operation's name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
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

/** Terraform logs what its provider says in lines of at most so many characters. */
const LONGEST_LINE = 64 * 1024;

/** The permissions that Terraform's calls to AWS need, by its log of the level DEBUG; sorted, each once. */
export function permissionsIn(log: string): readonly Permission[] {
  const calls = records(log).filter((record) => record.includes("HTTP Request Sent"));
  return [...new Set(calls.map(permission))].sort();
}

function records(log: string): readonly string[] {
  const found: string[][] = [];
  let cut = false;
  for (const line of log.split("\n")) {
    const [head, text] = /^(\d{4}-\d\d-\d\dT\S+ \[\w+\] +\S+: )(.*)$/.exec(line)?.slice(1) ?? [];
    if (head !== undefined && !cut) {
      found.push([]);
    }
    found.at(-1)?.push(cut || head === undefined ? "" : "\n", text ?? line);
    cut = (text ?? line).length === LONGEST_LINE;
  }
  return found.map((parts) => parts.join(""));
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
  // Behind the bucket's name; other calls are about a bucket as a whole.
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
