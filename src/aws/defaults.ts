import type { CheckerRegionName } from "./supported-regions";

/**
 * The regions that health checks come from. With fewer than six, one of them could keep an unreachable region in
 * service; see docs/adr/0005-checker-regions.md.
 */
const checkerRegions: readonly CheckerRegionName[] = [
  "us-east-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-northeast-1",
  "sa-east-1",
];

/** The defaults of the props of `GlobalApi`, and of the same settings in `cdktf.json`. */
export const DEFAULTS = {
  /** 30 seconds cost nothing extra; a 10-second interval does. */
  healthCheck: { path: "/health-check", intervalSeconds: 30, failureThreshold: 3, checkerRegions },
  throttling: { requestsPerSecond: 100, burst: 200 },
  webAcl: { mode: "block" },
  /** Beyond the first request of each second, which is always traced. */
  tracing: { samplePercent: 5 },
  objectives: { availabilityPercent: 99.9, latencyPercent: 99, latencyMilliseconds: 500 },
  rollout: { type: "all-at-once", percent: 10, minutes: 5, bakeMinutes: 10 },
  canary: { schedule: "rate(5 minutes)" },
  evacuation: true,
  /** Keys of your own cost $1 per region per month, and a replica's key cannot be changed. */
  encryption: "aws-owned-keys",
  logRetentionDays: 30,
  deletionProtection: true,
} as const;
