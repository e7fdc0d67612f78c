import {
  alarmStates,
  consoleLink,
  dashboardBody,
  graph,
  inRows,
  type Line,
  text,
  type Widget,
} from "./dashboard-body";
import * as lines from "./dashboard-lines";
import type { DashboardContents, Pages } from "./dashboards";

type Observed = lines.Observed;

/** The body of the dashboard with all regions side by side. */
export function globalDashboard(contents: DashboardContents): string {
  const { name, observed, objectives, outages } = contents;
  const perRegion = (line: (of: Observed, label: string) => Line) =>
    observed.map((of) => line(of, of.region));
  const answering = observed.flatMap((of) =>
    of.answering.map((functionName) => ({
      of,
      functionName,
      label: of.answering.length === 1 ? of.region : `${of.region} ${functionName}`,
    })),
  );
  const perFunction = (name: string, stat: string) =>
    answering.map(({ of, functionName, label }) => lines.lambda(of, functionName, name, stat, label));
  const tables = (line: (of: Observed, table: string, label: string) => readonly Line[]) =>
    observed.flatMap((of) =>
      of.tables.flatMap((table) =>
        line(of, table, of.tables.length === 1 ? of.region : `${of.region} ${table}`),
      ),
    );
  const hasTables = observed.some((of) => of.tables.length > 0);
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
    ...pageStates(contents.accountId, [outages, ...observed]),
    [
      graph({ ...first, title: "Health checks (1 = healthy)", lines: perRegion(lines.health) }),
      ...(routed.length === 0
        ? []
        : [graph({ ...first, title: "Routing (0 = failed or evacuated)", lines: routed })]),
      graph({ ...first, title: "Requests per minute, by region", lines: perRegion(lines.requests) }),
    ],
    [
      graph({
        ...wide,
        title: "Availability",
        unit: "percent",
        // The axis shows the range in which an error budget is spent; an outage leaves the graph.
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
      graph({ ...narrow, title: "5xx responses", lines: perRegion(lines.serverErrors) }),
    ],
    ...inRows([
      graph({ ...narrow, title: "4xx responses", lines: perRegion(lines.clientErrors) }),
      ...(hasTables
        ? [
            graph({
              ...narrow,
              title: "Replication",
              unit: "ms",
              lines: tables((from, table, label) =>
                observed
                  .filter((to) => to !== from)
                  .map((to) => lines.replication(from, table, to.region, `${label} to ${to.region}`)),
              ),
            }),
          ]
        : []),
      ...contents.globalGraphs.map((own) =>
        graph({ ...narrow, ...own, lines: observed.flatMap(({ region }) => [...own.lines(region)]) }),
      ),
    ]),
    functionGraphs(narrow, perFunction),
    [
      graph({
        ...narrow,
        title: "Cold starts per hour",
        period: 3600,
        lines: answering.map(({ of, functionName, label }) =>
          lines.coldStarts(of, functionName, "SampleCount", label),
        ),
      }),
      graph({ ...narrow, title: "Function throttles", lines: perFunction("Throttles", "Sum") }),
      ...(hasTables
        ? [
            graph({
              ...narrow,
              title: "Table throttles",
              lines: tables((of, table, label) => [lines.table(of, table, "ReadThrottleEvents", label)]),
            }),
          ]
        : []),
    ],
    canaries(observed, wide, ({ region }, target) => `${region} to ${target}`),
  ]);
}

/** A CloudWatch alarm widget lists at most 100 alarms. */
const ALARMS_PER_WIDGET = 100;

/**
 * Returns the alarm states, which on-call engineers check first. One row, or several if there are more alarms than a
 * widget may list.
 */
export function pageStates(accountId: string, of: readonly Pages[]): readonly (readonly Widget[])[] {
  const arns = of.flatMap(({ region, pages }) =>
    pages.map((name) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`),
  );
  return Array.from({ length: Math.ceil(arns.length / ALARMS_PER_WIDGET) }, (_, index) => {
    const listed = arns.slice(index * ALARMS_PER_WIDGET, (index + 1) * ALARMS_PER_WIDGET);
    // A title, and rows of seven.
    return [
      alarmStates("Alarms that notify a person", listed, Math.max(3, 1 + Math.ceil(listed.length / 7))),
    ];
  });
}

/** Returns the graphs of the canaries' requests between regions, or none if there are no canaries. */
export function canaries(
  observed: readonly Observed[],
  place: { readonly region: string; readonly width: number },
  label: (of: Observed, target: string) => string,
): readonly Widget[] {
  const perTarget = (name: "CanarySuccess" | "CanaryLatency") =>
    observed.flatMap((of) => lines.canary(of, name, (target) => label(of, target)));
  return observed.every(({ canary }) => canary === undefined)
    ? []
    : [
        graph({
          ...place,
          title: "Canary success (1 = success)",
          period: 300,
          lines: perTarget("CanarySuccess"),
        }),
        graph({
          ...place,
          title: "Canaries' latency",
          unit: "ms",
          period: 300,
          lines: perTarget("CanaryLatency"),
        }),
      ];
}

/** Returns a row of graphs about functions. */
export function functionGraphs(
  place: { readonly region: string; readonly width: number },
  perFunction: (metric: string, stat: string) => readonly Line[],
): readonly Widget[] {
  return [
    graph({ ...place, title: "Function errors", lines: perFunction("Errors", "Sum") }),
    graph({ ...place, title: "Function duration, p99", unit: "ms", lines: perFunction("Duration", "p99") }),
    graph({ ...place, title: "Function concurrency", lines: perFunction("ConcurrentExecutions", "Maximum") }),
  ];
}
