/**
 * The commercial AWS regions that have API Gateway, Lambda, DynamoDB global tables and Route 53 latency records, and
 * that AWS provider 5.100.0 accepts.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/apigateway.html
 */
export const REGION_NAMES = [
  "af-south-1",
  "ap-east-1",
  "ap-east-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-7",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "mx-central-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
] as const;

export type RegionName = (typeof REGION_NAMES)[number];

/**
 * The regions from which Route 53 can send health checks; a check needs at least three of them.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export const CHECKER_REGION_NAMES = [
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-northeast-1",
  "sa-east-1",
] as const;

export type CheckerRegionName = (typeof CHECKER_REGION_NAMES)[number];

const SPANS = "and global tables and DNS records do not span partitions";

/** @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const UNSUPPORTED: readonly [RegExp, string][] = [
  [/^us-gov-/, `it belongs to AWS GovCloud (US), ${SPANS}`],
  [/^cn-/, `it belongs to AWS China, ${SPANS}`],
  [/^(us|eu)-iso[a-z]?-/, `it belongs to an isolated AWS partition, ${SPANS}`],
  [/^eusc-/, `it belongs to the AWS European Sovereign Cloud, ${SPANS}`],
  [/^ap-southeast-6$/, "AWS provider 5.100.0 does not know it"],
];

/** Returns why an AWS region is not supported, or undefined if no reason is known. */
export function whyUnsupported(region: string): string | undefined {
  return UNSUPPORTED.find(([pattern]) => pattern.test(region.toLowerCase()))?.[1];
}
