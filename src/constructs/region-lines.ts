import { COLD_STARTS } from "./cold-starts";
import type { Formula, Line } from "./dashboard-body";
import {
  apiMetric,
  canaryMetric,
  functionMetric,
  healthCheckStatus,
  type Metric,
  ratesMetric,
  replicationLatency,
  tableMetric,
} from "./metrics";

/** What a region's dashboards draw, by the names of what the region has. */
export interface Observed {
  readonly region: string;
  readonly apiName: string;
  readonly stage: string;
  readonly apiFunction: string;
  readonly ingestFunction: string;
  readonly canaryFunction: string;
  readonly tableName: string;
  readonly healthCheckId: string;
  /** The check that the region's records follow. @default - the region cannot be evacuated */
  readonly routingCheckId: string | undefined;
  /** What the region's canary asks, by name; none where there is no canary. */
  readonly canaryTargets: readonly string[];
  /** Names of the region's alarms that tell a person. */
  readonly pages: readonly string[];
}

function line(of: Observed, metric: Metric, stat: string, label: string): Line {
  return { region: of.region, ...metric, stat, label };
}

const api = (of: Observed, name: Parameters<typeof apiMetric>[1], stat: string, label: string): Line =>
  line(of, apiMetric({ name: of.apiName, stage: of.stage }, name), stat, label);

export const requests = (of: Observed, label: string): Line => api(of, "Count", "Sum", label);
export const clientErrors = (of: Observed, label: string): Line => api(of, "4XXError", "Sum", label);
export const serverErrors = (of: Observed, label: string): Line => api(of, "5XXError", "Sum", label);
export const latency = (of: Observed, stat: "p50" | "p90" | "p99", label: string): Line =>
  api(of, "Latency", stat, label);

export function availability(of: Observed, label: string): Formula {
  return {
    expression: "100 * (1 - errors / requests)",
    of: { errors: serverErrors(of, "errors"), requests: requests(of, "requests") },
    label,
    region: of.region,
  };
}

export function lambda(of: Observed, functionName: string, name: string, stat: string, label: string): Line {
  return line(of, functionMetric(functionName, name), stat, label);
}

/** @param stat - `SampleCount`: how many there were; `Maximum`: how long the longest took */
export function coldStarts(
  of: Observed,
  functionName: string,
  stat: "SampleCount" | "Maximum",
  label: string,
): Line {
  return line(of, { namespace: COLD_STARTS, name: functionName, dimensions: {} }, stat, label);
}

/** What a region's canary measured. */
export function canary(
  of: Observed,
  target: string,
  name: "CanarySuccess" | "CanaryLatency",
  label: string,
): Line {
  return line(
    of,
    canaryMetric(of.canaryFunction, target, name),
    name === "CanarySuccess" ? "Minimum" : "Maximum",
    label,
  );
}

export function table(of: Observed, name: string, label: string): Line {
  return line(of, tableMetric(of.tableName, name), "Sum", label);
}

export function replication(of: Observed, to: string, label: string): Line {
  return line(of, replicationLatency(of.tableName, to), "Average", label);
}

export function rates(of: Observed, name: string, stat: string, label: string): Line {
  return line(of, ratesMetric(of.ingestFunction, name), stat, label);
}

export function ageHours(of: Observed, label: string): Formula {
  return {
    expression: "age / 3600",
    of: { age: rates(of, "RatesAge", "Maximum", "seconds") },
    label,
    region: of.region,
  };
}

/** 0 while a region's own check is 1: the region is evacuated. */
export function routing(of: Observed, label: string): readonly Line[] {
  return of.routingCheckId === undefined
    ? []
    : [{ ...line(of, healthCheckStatus(of.routingCheckId), "Minimum", label), region: "us-east-1" }];
}

export function health(of: Observed, label: string): Line {
  return { ...line(of, healthCheckStatus(of.healthCheckId), "Minimum", label), region: "us-east-1" };
}
