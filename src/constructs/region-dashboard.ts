import { dashboardBody, graph, text } from "./dashboard-body";
import { canaries, consoleLink, pageStates } from "./dashboard-widgets";
import type { DashboardsProps } from "./dashboards";
import type { Observed } from "./region-lines";
import * as lines from "./region-lines";

/** The body of the dashboard of one region. */
export function regionDashboard(of: Observed, props: DashboardsProps): string {
  const { name, observed, objectives } = props;
  const { region } = of;
  const functions = [of.apiFunction, of.ingestFunction];
  const perFunction = (metric: string, stat: string) =>
    functions.map((functionName) => lines.lambda(of, functionName, metric, stat, functionName));
  const narrow = { region, width: 8 };
  const links = [
    consoleLink(region, "#logsV2:logs-insights", "", "queries"),
    ...functions.map((functionName) =>
      consoleLink(
        region,
        "#logsV2:log-groups/log-group/",
        `$252Faws$252Flambda$252F${functionName}`,
        `${functionName} log`,
      ),
    ),
    consoleLink(region, "#xray:traces/query", "", "traces"),
    consoleLink(region, "#alarmsV2:", "", "alarms"),
  ];
  return dashboardBody([
    [text(`# ${name} in ${region}\n${links.join(" · ")}`, 2)],
    ...pageStates(props.accountId, [of]),
    [
      graph({
        ...narrow,
        title: "Requests and refusals",
        lines: [lines.requests(of, "requests"), lines.clientErrors(of, "4xx"), lines.serverErrors(of, "5xx")],
      }),
      graph({
        ...narrow,
        title: "Latency",
        unit: "ms",
        lines: (["p50", "p90", "p99"] as const).map((stat) => lines.latency(of, stat, stat)),
        objective: { label: "objective", value: objectives.latencyMilliseconds },
      }),
      graph({ ...narrow, title: "Health check: 1 is healthy", lines: [lines.health(of, region)] }),
    ],
    [
      graph({ ...narrow, title: "Function errors", lines: perFunction("Errors", "Sum") }),
      graph({
        ...narrow,
        title: "Function duration, p99",
        unit: "ms",
        lines: perFunction("Duration", "p99"),
      }),
      graph({
        ...narrow,
        title: "Function concurrency",
        lines: perFunction("ConcurrentExecutions", "Maximum"),
      }),
    ],
    [
      graph({
        ...narrow,
        title: "Table: capacity and throttles",
        lines: [
          lines.table(of, "ConsumedReadCapacityUnits", "read units"),
          lines.table(of, "ConsumedWriteCapacityUnits", "write units"),
          lines.table(of, "ReadThrottleEvents", "refused reads"),
          lines.table(of, "WriteThrottleEvents", "refused writes"),
        ],
      }),
      graph({
        ...narrow,
        title: "Replication",
        unit: "ms",
        lines: observed
          .filter((other) => other !== of)
          .map((to) => lines.replication(of, to.region, `to ${to.region}`)),
      }),
      graph({
        ...narrow,
        title: "Rates",
        unit: "hours",
        period: 3600,
        lines: [
          lines.ageHours(of, "age"),
          { ...lines.rates(of, "SnapshotsStored", "Sum", "stored"), right: true },
          { ...lines.rates(of, "RatesHeldBack", "Sum", "held back"), right: true },
          { ...lines.rates(of, "ProviderFailures", "Sum", "provider failures"), right: true },
        ],
      }),
    ],
    [
      graph({
        region,
        width: 12,
        title: "Cold starts in an hour",
        period: 3600,
        lines: functions.map((functionName) =>
          lines.coldStarts(of, functionName, "SampleCount", functionName),
        ),
      }),
      graph({
        region,
        width: 12,
        title: "Longest cold start",
        unit: "ms",
        period: 3600,
        lines: functions.map((functionName) => lines.coldStarts(of, functionName, "Maximum", functionName)),
      }),
    ],
    canaries([of], { region, width: 12 }, (_, target) => `to ${target}`),
  ]);
}
