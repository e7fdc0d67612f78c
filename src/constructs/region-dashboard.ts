import { consoleLink, dashboardBody, graph, inRows, text } from "./dashboard-body";
import * as lines from "./dashboard-lines";
import type { DashboardContents } from "./dashboards";
import { canaries, functionGraphs, pageStates } from "./global-dashboard";

/** The body of the dashboard of one region. */
export function regionDashboard(region: string, contents: DashboardContents): string {
  const { name, observed, objectives } = contents;
  const of = observed.find((one) => one.region === region);
  if (of === undefined) {
    return dashboardBody([]);
  }
  const { functions, tables } = of;
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
    ...pageStates(contents.accountId, [of]),
    [
      graph({
        ...narrow,
        title: "Requests and errors",
        lines: [lines.requests(of, "requests"), lines.clientErrors(of, "4xx"), lines.serverErrors(of, "5xx")],
      }),
      graph({
        ...narrow,
        title: "Latency",
        unit: "ms",
        lines: (["p50", "p90", "p99"] as const).map((stat) => lines.latency(of, stat, stat)),
        objective: { label: "objective", value: objectives.latencyMilliseconds },
      }),
      graph({ ...narrow, title: "Health check (1 = healthy)", lines: [lines.health(of, region)] }),
    ],
    functionGraphs(narrow, perFunction),
    ...inRows([
      ...tables.flatMap((table) => {
        const prefix = tables.length === 1 ? "" : `${table}: `;
        return [
          graph({
            ...narrow,
            title: tables.length === 1 ? "Table: capacity and throttles" : `${prefix}capacity and throttles`,
            lines: [
              lines.table(of, table, "ConsumedReadCapacityUnits", "read units"),
              lines.table(of, table, "ConsumedWriteCapacityUnits", "write units"),
              lines.table(of, table, "ReadThrottleEvents", "throttled reads"),
              lines.table(of, table, "WriteThrottleEvents", "throttled writes"),
            ],
          }),
          graph({
            ...narrow,
            title: tables.length === 1 ? "Replication" : `${prefix}replication`,
            unit: "ms",
            lines: observed
              .filter((other) => other !== of)
              .map((to) => lines.replication(of, table, to.region, `to ${to.region}`)),
          }),
        ];
      }),
      ...contents.regionGraphs.map((own) => graph({ ...narrow, ...own, lines: own.lines(region) })),
    ]),
    [
      graph({
        region,
        width: 12,
        title: "Cold starts per hour",
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
