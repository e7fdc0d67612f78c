/** The values that identify a deployment in docs/iam. */
export const EXAMPLE = {
  /** The configuration's `name`. */
  name: "currency-exchange",
  account: "123456789012",
  /** The GitHub repository whose workflows assume the roles, as `owner/name`. */
  repository: "example/regionproof",
  bucket: "example-terraform-state",
  /** Path of the state in the bucket. */
  stateKey: "currency-exchange.tfstate",
};

export type Deployment = Readonly<typeof EXAMPLE>;

/**
 * The maximum characters of each kind of document; white space counts for all but managed policies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 */
const MANAGED_POLICY = 6144;
const TRUST_POLICY = 2048;
const BUCKET_POLICY = 20_480;

/** Returns the maximum number of characters of a document, by its file name. */
export function sizeLimit(file: string): number {
  if (file.startsWith("trust-")) {
    return TRUST_POLICY;
  }
  return file === "state-bucket.json" ? BUCKET_POLICY : MANAGED_POLICY;
}

/** Returns a document of docs/iam for another deployment, without white space. */
export function documentFor(template: string, deployment: Deployment): string {
  const replacements = [
    [`${EXAMPLE.bucket}/${EXAMPLE.stateKey}`, `${deployment.bucket}/${deployment.stateKey}`],
    [EXAMPLE.bucket, deployment.bucket],
    [EXAMPLE.account, deployment.account],
    [EXAMPLE.repository, deployment.repository],
    [EXAMPLE.name, deployment.name],
  ] as const;
  // In one pass, because a new value may contain an old one.
  const pattern = new RegExp(replacements.map(([from]) => from.replaceAll(".", "\\.")).join("|"), "g");
  const values = new Map<string, string>(replacements);
  return JSON.stringify(JSON.parse(template)).replaceAll(pattern, (match) => values.get(match) ?? match);
}
