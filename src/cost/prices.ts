/**
 * AWS's list prices in US dollars for us-east-1, as of autumn 2026, without free tiers and volume discounts. Other
 * regions cost the same or more.
 */
export const PRICES = {
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
  customMetric: 0.3,
  logsGigabyte: 0.5,
  logsGigabyteMonth: 0.03,
  /** https://aws.amazon.com/kms/pricing/ */
  key: 1,
  /** https://aws.amazon.com/waf/pricing/ */
  webAcl: 5,
  webAclRule: 1,
  millionInspected: 0.6,
  /** https://aws.amazon.com/route53/pricing/ */
  hostedZone: 0.5,
  healthCheck: 0.5,
  healthCheckFeature: 1,
  /** https://aws.amazon.com/api-gateway/pricing/ */
  millionApiCalls: 3.5,
  /** By GB of memory: https://aws.amazon.com/api-gateway/pricing/ */
  cacheHour: {
    "0.5": 0.02,
    "1.6": 0.038,
    "6.1": 0.2,
    "13.5": 0.25,
    "28.4": 0.5,
    "58.2": 1,
    "118": 1.9,
    "237": 3.8,
  },
  /** Graviton: https://aws.amazon.com/lambda/pricing/ */
  millionInvocations: 0.2,
  gigabyteSecond: 0.000_013_333_4,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  millionReads: 0.125,
  /** Requests for objects: https://aws.amazon.com/s3/pricing/ */
  millionObjects: 0.4,
  /** https://aws.amazon.com/xray/pricing/ */
  millionTraces: 5,
} as const;
