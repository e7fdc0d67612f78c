import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import type { Configuration } from "../config";
import { alarmStates, dashboardBody, graph, type Line, text, type Widget } from "./dashboard-body";
import type { Observed } from "./region-lines";
import * as lines from "./region-lines";

export interface DashboardsProps {
  /** Of us-east-1; CloudWatch shows a dashboard in every region. */
  readonly provider: AwsProvider;
  readonly name: string;
  readonly observed: readonly Observed[];
  readonly objectives: Configuration["objectives"];
  readonly accountId: string;
  /** The alarms on regions that are down. */
  readonly outages: Pages;
}

/** Alarms that tell a person, and where they are. */
type Pages = Pick<Observed, "region" | "pages">;

/**
 * One dashboard with all regions side by side, and one for each.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_crossaccount_dashboard.html
 */
export class Dashboards extends Construct {
  constructor(scope: Construct, id: string, props: DashboardsProps) {
    super(scope, id);
    new CloudwatchDashboard(this, "global", {
      provider: props.provider,
      dashboardName: props.name,
      dashboardBody: globalDashboard(props),
    });
    for (const observed of props.observed) {
      new CloudwatchDashboard(this, observed.region, {
        provider: props.provider,
        dashboardName: `${props.name}-${observed.region}`,
        dashboardBody: regionDashboard(observed, props),
      });
    }
  }
}

function globalDashboard(props: DashboardsProps): string {
  const { name, observed, objectives, outages } = props;
  const perRegion = (line: (of: Observed, label: string) => Line) =>
    observed.map((of) => line(of, of.region));
  const wide = { region: "us-east-1", width: 12 };
  const narrow = { region: "us-east-1", width: 8 };
  return dashboardBody([
    [
      text(
        `# ${name}\n${observed.map(({ region }) => consoleLink(region, "#dashboards/dashboard/", `${name}-${region}`, region)).join(" · ")}`,
        2,
      ),
    ],
    [pageStates(props, [outages, ...observed])],
    [
      graph({ ...wide, title: "Health checks: 1 is healthy", lines: perRegion(lines.health) }),
      graph({ ...wide, title: "Requests a minute: which region serves", lines: perRegion(lines.requests) }),
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

function regionDashboard(of: Observed, props: DashboardsProps): string {
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
    [pageStates(props, [of])],
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

/** What somebody on call looks at first. */
function pageStates({ accountId }: DashboardsProps, of: readonly Pages[]): Widget {
  const arns = of.flatMap(({ region, pages }) =>
    pages.map((name) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`),
  );
  return alarmStates("Alarms that tell a person", arns, 3);
}

/** What regions see of each other from outside: nothing where there are no canaries. */
function canaries(
  observed: readonly Observed[],
  place: { readonly region: string; readonly width: number },
  label: (of: Observed, target: string) => string,
): readonly Widget[] {
  const perTarget = (name: "CanarySuccess" | "CanaryLatency") =>
    observed.flatMap((of) =>
      of.canaryTargets.map((target) => lines.canary(of, target, name, label(of, target))),
    );
  return observed.every(({ canaryTargets }) => canaryTargets.length === 0)
    ? []
    : [
        graph({ ...place, title: "Canaries: 1 is right", period: 300, lines: perTarget("CanarySuccess") }),
        graph({
          ...place,
          title: "Canaries' latency",
          unit: "ms",
          period: 300,
          lines: perTarget("CanaryLatency"),
        }),
      ];
}

function consoleLink(region: string, place: string, what: string, label: string): string {
  return `[${label}](https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}${place}${what})`;
}
