import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects } from "cdktf";
import { Construct } from "constructs";
import { dashboardBody, type Formula, type GraphProps, type Line } from "./dashboard-body";
import type { Observed } from "./dashboard-lines";
import { globalDashboard } from "./global-dashboard";
import type { Objectives } from "./objectives";
import { regionDashboard } from "./region-dashboard";

/** Alarms that notify a person, with their region. */
export type Pages = Pick<Observed, "region" | "pages">;

/** A graph that a service adds. */
export interface ServiceGraph extends Pick<GraphProps, "title" | "unit" | "period"> {
  /** Returns the lines of one region. The global dashboard draws the lines of every region. */
  readonly lines: (region: string) => readonly (Line | Formula)[];
}

/** Everything that the dashboards draw. */
export interface DashboardContents {
  readonly name: string;
  readonly accountId: string;
  readonly objectives: Objectives;
  readonly observed: readonly Observed[];
  /** The alarms on regions that are down. */
  readonly outages: Pages;
  readonly globalGraphs: readonly ServiceGraph[];
  readonly regionGraphs: readonly ServiceGraph[];
}

export interface DashboardsProps {
  /** The provider of us-east-1. CloudWatch shows a dashboard in every region. */
  readonly provider: AwsProvider;
  readonly name: string;
  readonly regions: readonly string[];
  /** Called at synth, when all observed resources exist. */
  readonly contents: () => Omit<DashboardContents, "globalGraphs" | "regionGraphs">;
}

/**
 * One global dashboard with all regions side by side, and one dashboard per region.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_crossaccount_dashboard.html
 */
export class Dashboards extends Construct {
  private readonly graphs: { global: ServiceGraph[]; region: ServiceGraph[] } = { global: [], region: [] };

  constructor(scope: Construct, id: string, props: DashboardsProps) {
    super(scope, id);
    const dashboard = (dashboardId: string, name: string) =>
      new CloudwatchDashboard(this, dashboardId, {
        provider: props.provider,
        dashboardName: name,
        dashboardBody: dashboardBody([]),
      });
    const all = dashboard("global", props.name);
    const own = props.regions.map((region) => ({
      region,
      resource: dashboard(region, `${props.name}-${region}`),
    }));
    // At synth, when all observed resources exist, and before guard rails check the dashboards.
    const draw = (): void => {
      const { global: globalGraphs, region: regionGraphs } = this.graphs;
      const contents = { ...props.contents(), globalGraphs, regionGraphs };
      all.dashboardBody = globalDashboard(contents);
      for (const { region, resource } of own) {
        resource.dashboardBody = regionDashboard(region, contents);
      }
    };
    Aspects.of(this).add({ visit: (node) => (node === this ? draw() : undefined) });
  }

  /** Adds a graph to the global dashboard. */
  addGraph(graph: ServiceGraph): void {
    this.graphs.global.push(graph);
  }

  /** Adds a graph to the dashboard of each region. */
  addRegionGraph(graph: ServiceGraph): void {
    this.graphs.region.push(graph);
  }
}
