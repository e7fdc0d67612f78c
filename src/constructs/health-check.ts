import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { CheckerRegionName } from "../aws";

/** Settings of the Route 53 health check of each region. */
export interface HealthCheckSettings {
  /** A GET operation of the API. */
  readonly path: string;
  readonly intervalSeconds: 10 | 30;
  readonly failureThreshold: number;
  /** At least three. */
  readonly checkerRegions: readonly CheckerRegionName[];
}

export interface HealthCheckProps {
  readonly provider: AwsProvider;
  /** Shown in the console. */
  readonly label: string;
  /** A name that always reaches the checked region. It must not depend on this health check. */
  readonly pinnedName: string;
  readonly check: HealthCheckSettings;
  /**
   * Resources to create or update before the path is requested, and to destroy after the check. Otherwise checks fail
   * and raise an alarm while a deployment adds or removes the region, or changes the path.
   */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * An HTTPS health check of one region. A new interval replaces the health check. Terraform creates the new one first,
 * because the behavior of a record with a deleted health check is undefined.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export class HealthCheck extends Construct {
  readonly checkId: string;
  readonly resource: Route53HealthCheck;

  constructor(scope: Construct, id: string, props: HealthCheckProps) {
    super(scope, id);
    this.resource = new Route53HealthCheck(this, "Resource", {
      provider: props.provider,
      type: "HTTPS",
      fqdn: props.pinnedName,
      port: 443,
      enableSni: true,
      resourcePath: props.check.path,
      requestInterval: props.check.intervalSeconds,
      failureThreshold: props.check.failureThreshold,
      regions: [...props.check.checkerRegions],
      tags: { Name: props.label },
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [...props.dependsOn],
    });
    this.checkId = this.resource.id;
  }
}
