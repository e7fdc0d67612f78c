import { createHash } from "node:crypto";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CHECKER_RANGES } from "../aws";
import { policyOf } from "./policy-document";
import { Region } from "./region";

export interface MarkerBucketProps {
  /** The deployment's name, which is the prefix of the bucket's name. */
  readonly name: string;
  readonly domainName: string;
}

/**
 * A bucket for the markers of evacuated regions: an object with a region's name exists while that region is evacuated.
 * Route 53's health checkers may read the markers. A policy that is limited to fixed address ranges is not public, so
 * Block Public Access stays on.
 *
 * Anonymous readers cannot use a KMS key, so S3 encrypts the markers with its own keys. Object versions record who
 * evacuated a region, when, and why. Destroying the stack also deletes the markers.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/route-53-ip-addresses.html
 */
export class MarkerBucket extends Construct {
  /** The bucket's regional endpoint, which health checkers request. The global endpoint redirects. */
  readonly hostName: string;
  /** Resources that must exist before health checkers can read a marker. */
  readonly readyWith: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: MarkerBucketProps) {
    super(scope, id);
    const { name: region, provider } = Region.of(this);
    const bucket = new S3Bucket(this, "Resource", {
      provider,
      bucket: bucketName(props, region),
      forceDestroy: true,
    });
    const access = new S3BucketPublicAccessBlock(this, "access", {
      provider,
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "ownership", {
      provider,
      bucket: bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    new S3BucketVersioningA(this, "versions", {
      provider,
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      provider,
      bucket: bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const policy = new S3BucketPolicy(this, "policy", {
      provider,
      bucket: bucket.id,
      policy: policyOf([
        {
          Sid: "HealthCheckers",
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: `${bucket.arn}/*`,
          Condition: { IpAddress: { "aws:SourceIp": CHECKER_RANGES.map(({ range }) => range) } },
        },
        {
          Sid: "EncryptedConnections",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [bucket.arn, `${bucket.arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
      // S3 returns 409 for concurrent changes to a bucket.
      dependsOn: [access],
    });
    this.hostName = `${bucketName(props, region)}.s3.${region}.amazonaws.com`;
    this.readyWith = [policy];
  }
}

/**
 * Returns a globally unique bucket name. The digest of the domain name distinguishes deployments with the same name in
 * different accounts. It is known without a call to AWS, so `evacuate` needs only the synthesized stack.
 */
function bucketName({ name, domainName }: MarkerBucketProps, region: string): string {
  const digest = createHash("sha256").update(domainName).digest("hex").slice(0, 8);
  return `${name}-evacuation-${region}-${digest}`;
}
