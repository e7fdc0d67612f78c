import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import { Construct } from "constructs";
import type { RegionName } from "../aws";
import type { HealthCheckSettings } from "./health-check";
import type { MarkerBucket } from "./marker-bucket";

/** More markers would not help a stack of three regions, and each costs as much as an endpoint health check. */
const MOST_MARKERS = 2;

/** A region that may be evacuated, or whose bucket may hold the markers of others. */
export interface Evacuable {
  readonly region: RegionName;
  /** The serving regions that may answer for it. */
  readonly failover: readonly RegionName[];
  readonly healthCheckId: string;
  /** The region's bucket. @default - regions cannot be evacuated */
  readonly markers?: MarkerBucket | undefined;
}

export interface EvacuationProps {
  readonly provider: AwsProvider;
  readonly domainName: string;
  readonly check: HealthCheckSettings;
  readonly evacuated: Evacuable;
  /** The other serving regions. */
  readonly others: readonly Evacuable[];
}

/**
 * Lets an operator move a region's users to its stand-ins without any control plane. A region is evacuated while a
 * marker with its name is in a bucket of another region. Its records follow a calculated check, which is healthy while
 * the region's own check is healthy and no marker is found. A missing marker, an unreachable bucket and a failed bucket
 * region all mean that the region is not evacuated, so that no failure can evacuate a healthy one. An evacuated region
 * that then fails stays unhealthy, which an inverted check of the region itself would not.
 *
 * The failure threshold is 1, because only the marker contains its text. Users return only when more than 82% of the
 * checkers miss the marker at the same time.
 *
 * @see https://aws.amazon.com/blogs/networking-and-content-delivery/creating-disaster-recovery-mechanisms-using-amazon-route-53/
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export class Evacuation extends Construct {
  /** The health check of the region's records. */
  readonly healthCheckId: string;
  /** The number of checks that it counts. If two of them are unhealthy, one is a marker's. */
  readonly children: number;

  constructor(scope: Construct, id: string, props: EvacuationProps) {
    super(scope, id);
    const { provider, domainName, check, evacuated, others } = props;
    const { region } = evacuated;
    const markers = markerBuckets(evacuated, others).map(
      ({ region: at, bucket }) =>
        new Route53HealthCheck(this, at, {
          provider,
          type: "HTTPS_STR_MATCH",
          fqdn: bucket.hostName,
          port: 443,
          enableSni: true,
          resourcePath: `/${region}`,
          searchString: markerText(region),
          invertHealthcheck: true,
          requestInterval: check.intervalSeconds,
          failureThreshold: 1,
          regions: [...check.checkerRegions],
          tags: { Name: `${domainName}: ${region} not evacuated by ${at}` },
          // When a region leaves, Terraform deletes the check only after the calculated check no longer counts it.
          lifecycle: { createBeforeDestroy: true },
          dependsOn: [...bucket.readyWith],
        }),
    );
    const children = [evacuated.healthCheckId, ...markers.map(({ id: checkId }) => checkId)];
    this.children = children.length;
    this.healthCheckId = new Route53HealthCheck(this, "Resource", {
      provider,
      type: "CALCULATED",
      childHealthThreshold: children.length,
      childHealthchecks: children,
      tags: { Name: `${domainName}: ${region} healthy and not evacuated` },
      lifecycle: { createBeforeDestroy: true },
    }).id;
  }

  /** Returns whether a region has a stand-in for its users, and a bucket in another region for its marker. */
  static isPossible(evacuated: Evacuable, others: readonly Evacuable[]): boolean {
    return evacuated.failover.length > 0 && markerBuckets(evacuated, others).length > 0;
  }
}

/** The text at the start of a marker. No other response of S3 contains it. */
function markerText(region: string): string {
  return `{"evacuated":"${region}"`;
}

/** Stand-ins first: while one of them answers, the marker should be readable. */
function markerBuckets({ region, failover }: Evacuable, others: readonly Evacuable[]) {
  return others
    .filter((other) => other.region !== region)
    .sort((a, b) => Number(failover.includes(b.region)) - Number(failover.includes(a.region)))
    .flatMap((other) =>
      other.markers === undefined ? [] : [{ region: other.region, bucket: other.markers }],
    )
    .slice(0, MOST_MARKERS);
}
