import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import type { Configuration } from "../config";
import type { Pages } from "./dashboard-widgets";
import { globalDashboard } from "./global-dashboard";
import { regionDashboard } from "./region-dashboard";
import type { Observed } from "./region-lines";

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
