import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { RegionName } from "../aws";
import { AliasRecord } from "./alias-record";
import type { AliasTarget } from "./custom-domain";
import { Evacuation } from "./evacuation";
import { HealthCheck, type HealthCheckSettings } from "./health-check";
import { HealthRecord } from "./health-record";
import type { MarkerBucket } from "./marker-bucket";

/** One region's API as seen by routing. */
export interface Endpoint {
  readonly region: RegionName;
  /** A draining region keeps its pinned name and its health check, and receives no other traffic. */
  readonly serving: boolean;
  /** The serving regions that may answer for it. */
  readonly failover: readonly RegionName[];
  readonly pinnedName: string;
  /** The region's endpoint for the API's shared name. */
  readonly shared: AliasTarget;
  /** The region's endpoint for its pinned name. */
  readonly pinned: AliasTarget;
  /** Resources that must exist before users are routed here. */
  readonly readyWith: readonly ITerraformDependable[];
  /** The mapping of the pinned name, without which API Gateway answers it with 403. */
  readonly pinnedMapping: ITerraformDependable;
  /** The region's bucket for markers of evacuated regions. @default - regions cannot be evacuated */
  readonly markers?: MarkerBucket | undefined;
}

export interface RoutingProps {
  readonly provider: AwsProvider;
  readonly zoneId: string;
  readonly domainName: string;
  readonly endpoints: readonly Endpoint[];
  readonly healthCheck: HealthCheckSettings;
}

interface CheckedEndpoint extends Endpoint {
  /** The region's own health check. */
  readonly healthCheckId: string;
}

interface RoutedEndpoint extends CheckedEndpoint {
  /** The health check of the region's records, unhealthy while the region fails or is evacuated. */
  readonly routingCheckId: string;
}

/**
 * The API's DNS records: latency records that point to failover pairs, which point to gateways.
 *
 * ```
 * api.example.com                     latency   <region> ─► the region's failover pair
 * <region>.failover.api.example.com   failover  PRIMARY ─► the region's gateway, SECONDARY ─► its stand-ins
 * <region>.standby.api.example.com    latency   the gateways of the regions that may stand in for it
 * <region>.api.example.com            simple    the region's gateway, always
 * <region>.health.api.example.com     failover  PRIMARY ─► "healthy", SECONDARY ─► "unhealthy"
 * ```
 *
 * The tree has the same shape for every failover order, so changing the order never deletes a record that another
 * record points to. A failover needs no API call: Route 53's data plane decides by the health checks alone.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
export class Routing extends Construct {
  readonly healthCheckIds: Readonly<Record<string, string>>;
  /** By region, without regions that cannot be evacuated. */
  readonly evacuations: Readonly<Record<string, Evacuation>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RoutingProps,
  ) {
    super(scope, id);
    const endpoints = props.endpoints.map((endpoint) => this.checked(endpoint));
    this.evacuations = this.evacuationsOf(endpoints.filter((endpoint) => endpoint.serving));
    const serving = endpoints
      .filter((endpoint) => endpoint.serving)
      .map((endpoint) => ({
        ...endpoint,
        routingCheckId: this.evacuations[endpoint.region]?.healthCheckId ?? endpoint.healthCheckId,
      }));
    const standInsOf = ({ failover }: Endpoint) => serving.filter(({ region }) => failover.includes(region));
    const goesAnywhere = (endpoint: Endpoint) => standInsOf(endpoint).length === serving.length - 1;
    const isMixed = serving.some(goesAnywhere) && !serving.every(goesAnywhere);
    const anyRegion = isMixed ? this.anyRegion(serving) : undefined;
    for (const endpoint of serving) {
      const pair = this.failoverPair(endpoint, standInsOf(endpoint));
      this.latencyRecord(endpoint, pair, goesAnywhere(endpoint), anyRegion);
    }
    this.healthCheckIds = Object.fromEntries(
      endpoints.map(({ region, healthCheckId }) => [region, healthCheckId]),
    );
  }

  private checked(endpoint: Endpoint): CheckedEndpoint {
    const { provider, zoneId, domainName, healthCheck } = this.props;
    const { records } = new AliasRecord(this, `${endpoint.region}_pinned`, {
      provider,
      zoneId,
      name: endpoint.pinnedName,
      policy: { type: "simple" },
      target: endpoint.pinned,
      // No other region can answer.
      evaluateTargetHealth: false,
    });
    const { checkId } = new HealthCheck(this, endpoint.region, {
      provider,
      label: `${domainName} in ${endpoint.region}`,
      dependsOn: [...endpoint.readyWith, endpoint.pinnedMapping, ...records],
      pinnedName: endpoint.pinnedName,
      check: healthCheck,
    });
    if (endpoint.markers !== undefined) {
      new HealthRecord(this, `${endpoint.region}_health`, {
        provider,
        zoneId,
        name: `${endpoint.region}.health.${domainName}`,
        healthCheckId: checkId,
      });
    }
    return { ...endpoint, healthCheckId: checkId };
  }

  private evacuationsOf(serving: readonly CheckedEndpoint[]): Record<string, Evacuation> {
    const { provider, domainName, healthCheck: check } = this.props;
    const evacuable = serving.filter((endpoint) => Evacuation.isPossible(endpoint, serving));
    return Object.fromEntries(
      evacuable.map((evacuated) => [
        evacuated.region,
        new Evacuation(this, `${evacuated.region}_evacuation`, {
          provider,
          domainName,
          check,
          evacuated,
          others: serving,
        }),
      ]),
    );
  }

  /**
   * A region that may fail over to every other region propagates its health to the parent record, as AWS advises for
   * trees. A region with a limited failover order does not: if its whole branch were unhealthy, the latency records
   * would choose the next branch, a region that the failover order excludes.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-latency-alias.html
   */
  private latencyRecord(
    endpoint: Endpoint,
    pair: AliasRecord,
    mayGoAnywhere: boolean,
    anyRegion: string | undefined,
  ): void {
    new AliasRecord(this, `${endpoint.region}_latency`, {
      provider: this.props.provider,
      zoneId: this.props.zoneId,
      name: this.props.domainName,
      policy: { type: "latency", region: endpoint.region },
      target: pair.aliasTarget,
      evaluateTargetHealth: mayGoAnywhere,
      ...(mayGoAnywhere || anyRegion === undefined ? {} : { healthCheckId: anyRegion }),
      dependsOn: pair.records,
    });
  }

  /**
   * A health check that fails only when every region fails. It counts the regions' own checks, because a calculated
   * check cannot count calculated ones: an evacuated region still answers. Without it, the regions with a limited
   * failover order would then be the only ones that look healthy, and would receive all clients. With it, no record is
   * healthy, and Route 53 returns each client's own region.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
   */
  private anyRegion(endpoints: readonly CheckedEndpoint[]): string {
    return new Route53HealthCheck(this, "any-region", {
      provider: this.props.provider,
      type: "CALCULATED",
      childHealthThreshold: 1,
      childHealthchecks: endpoints.map(({ healthCheckId }) => healthCheckId),
      tags: { Name: `${this.props.domainName} in any region` },
      lifecycle: { createBeforeDestroy: true },
    }).id;
  }

  private failoverPair(endpoint: RoutedEndpoint, standIns: readonly RoutedEndpoint[]): AliasRecord {
    const { provider, zoneId, domainName } = this.props;
    const name = `${endpoint.region}.failover.${domainName}`;
    const standby = standIns.map((standIn) => this.standbyRecord(endpoint, standIn));
    const [anyStandby] = standby;
    if (anyStandby !== undefined) {
      new AliasRecord(this, `${endpoint.region}_secondary`, {
        provider,
        zoneId,
        name,
        policy: { type: "failover", role: "SECONDARY" },
        target: anyStandby.aliasTarget,
        evaluateTargetHealth: true,
        dependsOn: standby.flatMap(({ records }) => records),
      });
    }
    return new AliasRecord(this, `${endpoint.region}_primary`, {
      provider,
      zoneId,
      name,
      policy: { type: "failover", role: "PRIMARY" },
      target: endpoint.shared,
      evaluateTargetHealth: true,
      healthCheckId: endpoint.routingCheckId,
      dependsOn: endpoint.readyWith,
    });
  }

  private standbyRecord(endpoint: Endpoint, standIn: RoutedEndpoint): AliasRecord {
    return new AliasRecord(this, `${endpoint.region}_standby_${standIn.region}`, {
      provider: this.props.provider,
      zoneId: this.props.zoneId,
      name: `${endpoint.region}.standby.${this.props.domainName}`,
      policy: { type: "latency", region: standIn.region },
      target: standIn.shared,
      evaluateTargetHealth: true,
      healthCheckId: standIn.routingCheckId,
      dependsOn: standIn.readyWith,
    });
  }
}
