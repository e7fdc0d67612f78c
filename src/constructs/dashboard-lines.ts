import type { Formula, Line } from "./dashboard-body";
import {
  apiMetric,
  canaryMetric,
  coldStartNamespace,
  functionMetric,
  healthCheckStatus,
  type Metric,
  replicationLatency,
  tableMetric,
} from "./metrics";

/** The resources of one region that dashboards draw, by their names in CloudWatch. */
export interface Observed {
  readonly region: string;
  readonly api: { readonly name: string; readonly stage: string };
  /** The namespace of the functions' own metrics. */
  readonly namespace: string;
  /** Names of the functions that answer requests. */
  readonly answering: readonly string[];
  /** Names of all functions but the canary. */
  readonly functions: readonly string[];
  readonly tables: readonly string[];
  readonly healthCheckId: string;
  /** The health check of the region's records. @default - the region cannot be evacuated */
  readonly routingCheckId: string | undefined;
  /** @default - no canary */
  readonly canary: { readonly functionName: string; readonly targets: readonly string[] } | undefined;
  /** Names of the region's alarms that notify a person. */
  readonly pages: readonly string[];
}

/** Returns a line of any metric in a region. */
export function line(region: string, metric: Metric, stat: string, label: string): Line {
  return { region, ...metric, stat, label };
}

const api = (of: Observed, name: Parameters<typeof apiMetric>[1], stat: string, label: string): Line =>
  line(of.region, apiMetric(of.api, name), stat, label);

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
  return line(of.region, functionMetric(functionName, name), stat, label);
}

/** @param stat - `SampleCount` is the number of cold starts, `Maximum` the duration of the longest one */
export function coldStarts(
  of: Observed,
  functionName: string,
  stat: "SampleCount" | "Maximum",
  label: string,
): Line {
  const metric = { namespace: coldStartNamespace(of.namespace), name: functionName, dimensions: {} };
  return line(of.region, metric, stat, label);
}

export function table(of: Observed, tableName: string, name: string, label: string): Line {
  return line(of.region, tableMetric(tableName, name), "Sum", label);
}

export function replication(of: Observed, tableName: string, to: string, label: string): Line {
  return line(of.region, replicationLatency(tableName, to), "Average", label);
}

/** The status of the records' health check. If it is 0 while the region's own check is 1, the region is evacuated. */
export function routing(of: Observed, label: string): readonly Line[] {
  return of.routingCheckId === undefined
    ? []
    : [line("us-east-1", healthCheckStatus(of.routingCheckId), "Minimum", label)];
}

export function health(of: Observed, label: string): Line {
  return line("us-east-1", healthCheckStatus(of.healthCheckId), "Minimum", label);
}

/** Returns the lines of a region's canary, or none if there is no canary. */
export function canary(
  { region, namespace, canary }: Observed,
  name: "CanarySuccess" | "CanaryLatency",
  label: (target: string) => string,
): readonly Line[] {
  return (canary?.targets ?? []).map((target) =>
    line(
      region,
      canaryMetric(namespace, canary?.functionName ?? "", target, name),
      name === "CanarySuccess" ? "Minimum" : "Maximum",
      label(target),
    ),
  );
}
