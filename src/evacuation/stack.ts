import {
  type EvacuationMarker,
  evacuationFigures,
  evacuationMarkers,
  readRules,
  readZones,
} from "../route53";
import { type Attributes, type Resource, regionOfArn, type Terraform } from "../terraform";

/** An error that prevents an evacuation or its undo. */
export class EvacuationError extends Error {
  override readonly name = "EvacuationError";
}

/** A serving region of a stack, with the parts that evacuation needs. */
export interface EvacuableRegion {
  readonly region: string;
  readonly standIns: readonly string[];
  /** The region's markers; none if it cannot be evacuated. */
  readonly markers: readonly EvacuationMarker[];
  /** Seconds within which its users have left. */
  readonly seconds: number;
  /** The name whose TXT record is the region's health check status. */
  readonly healthName: string;
  readonly limits: Limits;
}

/** The limits of one region that additional users may exceed. */
export interface Limits {
  /** Requests per second per method. */
  readonly throttle: number | undefined;
  /** Requests per client per day. */
  readonly quota: number | undefined;
  /** Concurrent executions of the function that answers. */
  readonly concurrency: number | undefined;
}

/** The replication metric of an alarm, measured in another region. */
export interface ReplicationMetric {
  /** The region of the metric. */
  readonly region: string;
  readonly table: string;
  readonly receiver: string;
  /** The alarm's threshold, in milliseconds. */
  readonly slow: number;
}

export interface EvacuableStack {
  /** The name that clients request. */
  readonly name: string;
  readonly regions: readonly EvacuableRegion[];
  readonly replication: readonly ReplicationMetric[];
  /** Whether a table has replicas. */
  readonly isReplicated: boolean;
}

/**
 * Reads what an evacuation needs from a synthesized stack, a plan or a state: names and figures, no ids.
 *
 * @throws EvacuationError if the stack states no rules or has no hosted zone
 */
export function readStack(terraform: Terraform): EvacuableStack {
  const rules = readRules(terraform.outputs);
  if (typeof rules === "string") {
    throw new EvacuationError(`the stack's outputs do not state the failover rules: ${rules}`);
  }
  const zones = readZones(terraform);
  const markers = zones.flatMap(evacuationMarkers);
  const resources = [...terraform.resources.values()];
  const regions = [...rules.failover].map(([region, standIns]) => {
    const own = markers.filter(({ evacuates }) => evacuates === region);
    return {
      region,
      standIns,
      markers: own,
      seconds: evacuationFigures(own, region)?.seconds ?? 0,
      healthName: `${region}.health.${rules.name}`,
      limits: limitsOf(resources, region),
    };
  });
  return {
    name: rules.name,
    regions,
    replication: resources.flatMap(replicationMetric),
    isReplicated: resources.some(
      ({ type, attributes }) =>
        type === "aws_dynamodb_table_replica" ||
        (type === "aws_dynamodb_table" && attributes.block("replica") !== undefined),
    ),
  };
}

function limitsOf(resources: readonly Resource[], region: string): Limits {
  const apis = resources
    .filter(({ type, region: of }) => type === "aws_api_gateway_rest_api" && of === region)
    .flatMap(({ attributes }) => attributes.knownText("id") ?? []);
  // In a state, settings and permissions have no region, but name an API that has one.
  const own = resources.filter(({ region: of, attributes }) =>
    of === undefined
      ? regionOfArn(attributes.knownText("source_arn")) === region ||
        apis.includes(attributes.knownText("rest_api_id") ?? "")
      : of === region,
  );
  const least = (type: string, path: string, isLimited = (_: Attributes) => true) => {
    const limits = own
      .filter((one) => one.type === type && isLimited(one.attributes))
      .flatMap(({ attributes }) => attributes.knownNumber(path) ?? [])
      .filter((limit) => limit > 0);
    return limits.length === 0 ? undefined : Math.min(...limits);
  };
  const isInvoked = (permission: Attributes) =>
    permission.knownText("principal") === "apigateway.amazonaws.com";
  const invoked = own
    .filter(({ type, attributes }) => type === "aws_lambda_permission" && isInvoked(attributes))
    .map(({ attributes }) => attributes.knownText("function_name"));
  return {
    throttle: least(
      "aws_api_gateway_method_settings",
      "settings[0].throttling_rate_limit",
      (settings) => settings.knownText("method_path") === "*/*",
    ),
    quota: least("aws_api_gateway_usage_plan", "quota_settings[0].limit"),
    concurrency: least("aws_lambda_function", "reserved_concurrent_executions", (one) =>
      invoked.includes(one.knownText("function_name")),
    ),
  };
}

function replicationMetric({ type, region, attributes }: Resource): readonly ReplicationMetric[] {
  const isReplication =
    type === "aws_cloudwatch_metric_alarm" && attributes.knownText("metric_name") === "ReplicationLatency";
  const table = attributes.knownText("dimensions.TableName");
  const receiver = attributes.knownText("dimensions.ReceivingRegion");
  return !isReplication || region === undefined || table === undefined || receiver === undefined
    ? []
    : [{ region, table, receiver, slow: attributes.knownNumber("threshold") ?? Number.POSITIVE_INFINITY }];
}
