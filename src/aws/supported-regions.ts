import { REGION_LOCATIONS } from "./regions";

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

type LocatedRegion = (typeof REGION_LOCATIONS)[number][0];

/**
 * The commercial AWS regions that have API Gateway, Lambda, DynamoDB global tables and Route 53 latency records, and
 * that AWS provider 5.100.0 accepts.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/apigateway.html
 */
export type RegionName = Exclude<LocatedRegion, `cn-${string}` | `us-gov-${string}` | "ap-southeast-6">;

export const REGION_NAMES: readonly RegionName[] = REGION_LOCATIONS.map(([name]) => name).filter(isSupported);

function isSupported(name: LocatedRegion): name is RegionName {
  return whyUnsupported(name) === undefined;
}

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
