import { BurnRateAlarms } from "./burn-rate-alarms";
import { anyOf, inAlarm } from "./composite-alarm";
import { apiMetric, type Metric } from "./metrics";
import type { Objectives } from "./objectives";
import { type RegionAlarms, WAIT_SECONDS } from "./region-alarms";

/**
 * A health check is healthy while more than 18% of its checkers succeed.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
const UNHEALTHY_SHARE = 0.82;

/** The errors of a region that has recovered leave the windows of the slow burn rate after 30 minutes. */
const ERRORS_LEAVE_SECONDS = 2100;

export interface ApiObserved {
  readonly api: { readonly name: string; readonly stage: string };
  /** See `HealthCheckErrors`. */
  readonly healthCheckErrors: Metric;
  readonly objectives: Objectives;
}

/**
 * Alarms on how fast one region's API spends its error budgets. `OutageAlarms` reports a region that fails as a whole,
 * so these alarms are silent then.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function watchApi(alarms: RegionAlarms, { api, healthCheckErrors, objectives }: ApiObserved): void {
  const { prefix } = alarms;
  const availability = new BurnRateAlarms(alarms, "availability", {
    prefix,
    objective: "availability",
    description: `The rate of 5xx responses is too high for the ${objectives.availabilityPercent}% availability objective. On the region's dashboard, check function errors and the table, then the last deployment.`,
    budgetPercent: 100 - objectives.availabilityPercent,
    // The average of 5XXError is the share of responses that were errors.
    bad: (percent, period) => ({
      metric: { ...apiMetric(api, "5XXError"), stat: "Average", period },
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: percent / 100,
    }),
  });
  const latency = new BurnRateAlarms(alarms, "latency", {
    prefix,
    objective: "latency",
    description: `The share of responses slower than ${objectives.latencyMilliseconds} ms is too high for the ${objectives.latencyPercent}% latency objective. Check cold starts and the table's latency, then the traces.`,
    budgetPercent: 100 - objectives.latencyPercent,
    // The percentile rank is the percentage of responses within that time.
    bad: (percent, period) => ({
      metric: { ...apiMetric(api, "Latency"), stat: `PR(:${objectives.latencyMilliseconds})`, period },
      comparison: "LessThanOrEqualToThreshold",
      threshold: 100 - percent,
    }),
  });
  const failing = alarms.part("failing", {
    description: "The health check path returns server errors. Route 53 moves users to other regions.",
    metric: { ...healthCheckErrors, stat: "Average", period: 60 },
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: UNHEALTHY_SHARE,
    periods: 3,
    datapoints: 2,
    missing: "notBreaching",
  });
  alarms.notifyDegraded(anyOf(...[...availability.alarms, ...latency.alarms].map(inAlarm)), {
    alarm: failing,
    wait: WAIT_SECONDS,
    extension: ERRORS_LEAVE_SECONDS,
  });
  alarms.gate(...availability.quick, ...latency.quick, failing);
}

/** An alarm on a certificate that is not renewed. ACM starts to renew certificates 45 days before they expire. */
export function watchCertificate(alarms: RegionAlarms, certificateArn: string): void {
  alarms.add("certificate_expiry", {
    description:
      "The certificate expires in less than 30 days and was not renewed. Check that its validation record still exists.",
    metric: {
      namespace: "AWS/CertificateManager",
      name: "DaysToExpiry",
      dimensions: { CertificateArn: certificateArn },
      stat: "Minimum",
      period: 86_400,
    },
    threshold: 30,
    comparison: "LessThanThreshold",
    periods: 1,
    missing: "notBreaching",
  });
}
