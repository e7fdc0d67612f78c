import { dashboardBody, graph, type Line, text } from "./dashboard-body";
import { canaries, consoleLink, pageStates } from "./dashboard-widgets";
import type { DashboardsProps } from "./dashboards";
import type { Observed } from "./region-lines";
import * as lines from "./region-lines";

/** The body of the dashboard with all regions side by side. */
export function globalDashboard(props: DashboardsProps): string {
  const { name, observed, objectives, outages } = props;
  const perRegion = (line: (of: Observed, label: string) => Line) =>
    observed.map((of) => line(of, of.region));
  const wide = { region: "us-east-1", width: 12 };
  const narrow = { region: "us-east-1", width: 8 };
  const routed = observed.flatMap((of) => lines.routing(of, of.region));
  const first = routed.length === 0 ? wide : narrow;
  return dashboardBody([
    [
      text(
        `# ${name}\n${observed.map(({ region }) => consoleLink(region, "#dashboards/dashboard/", `${name}-${region}`, region)).join(" · ")}`,
        2,
      ),
    ],
    ...pageStates(props.accountId, [outages, ...observed]),
    [
      graph({ ...first, title: "Health checks: 1 is healthy", lines: perRegion(lines.health) }),
      ...(routed.length === 0
        ? []
        : [graph({ ...first, title: "Routing: 0 is failed or evacuated", lines: routed })]),
      graph({ ...first, title: "Requests a minute: which region serves", lines: perRegion(lines.requests) }),
    ],
    [
      graph({
        ...wide,
        title: "Availability",
        unit: "percent",
        // An outage leaves the picture; what spends an error budget fills it.
        range: { min: 95, max: 100 },
        lines: observed.map((of) => lines.availability(of, of.region)),
        objective: { label: "objective", value: objectives.availabilityPercent },
      }),
      graph({
        ...wide,
        title: "Latency, p99",
        unit: "ms",
        lines: perRegion((of, label) => lines.latency(of, "p99", label)),
        objective: { label: "objective", value: objectives.latencyMilliseconds },
      }),
    ],
    [
      graph({
        ...narrow,
        title: "Latency, p50",
        unit: "ms",
        lines: perRegion((of, label) => lines.latency(of, "p50", label)),
      }),
      graph({
        ...narrow,
        title: "Latency, p90",
        unit: "ms",
        lines: perRegion((of, label) => lines.latency(of, "p90", label)),
      }),
      graph({ ...narrow, title: "5xx answers", lines: perRegion(lines.serverErrors) }),
    ],
    [
      graph({ ...narrow, title: "4xx answers", lines: perRegion(lines.clientErrors) }),
      graph({
        ...narrow,
        title: "Replication",
        unit: "ms",
        lines: observed.flatMap((from) =>
          observed
            .filter((to) => to !== from)
            .map((to) => lines.replication(from, to.region, `${from.region} to ${to.region}`)),
        ),
      }),
      graph({
        ...narrow,
        title: "Age of the newest rates",
        unit: "hours",
        period: 3600,
        lines: observed.map((of) => lines.ageHours(of, of.region)),
      }),
    ],
    [
      graph({
        ...narrow,
        title: "Function errors",
        lines: perRegion((of, label) => lines.lambda(of, of.apiFunction, "Errors", "Sum", label)),
      }),
      graph({
        ...narrow,
        title: "Function duration, p99",
        unit: "ms",
        lines: perRegion((of, label) => lines.lambda(of, of.apiFunction, "Duration", "p99", label)),
      }),
      graph({
        ...narrow,
        title: "Function concurrency",
        lines: perRegion((of, label) =>
          lines.lambda(of, of.apiFunction, "ConcurrentExecutions", "Maximum", label),
        ),
      }),
    ],
    [
      graph({
        ...narrow,
        title: "Cold starts in an hour",
        period: 3600,
        lines: perRegion((of, label) => lines.coldStarts(of, of.apiFunction, "SampleCount", label)),
      }),
      graph({
        ...narrow,
        title: "Function throttles",
        lines: perRegion((of, label) => lines.lambda(of, of.apiFunction, "Throttles", "Sum", label)),
      }),
      graph({
        ...narrow,
        title: "Table throttles",
        lines: perRegion((of, label) => lines.table(of, "ReadThrottleEvents", label)),
      }),
    ],
    canaries(observed, wide, (of, target) => `${of.region} to ${target}`),
  ]);
}
