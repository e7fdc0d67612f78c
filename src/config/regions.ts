/**
 * The commercial AWS regions that have API Gateway, Lambda, DynamoDB global tables and Route 53 latency records.
 *
 * China and GovCloud are other partitions: no Route 53 record and no global table spans them and these.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/apigateway.html
 */
export const REGION_NAMES = [
  "af-south-1",
  "ap-east-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
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
