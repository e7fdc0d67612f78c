import { type RegionName, shiftMinutes, type TrafficShift } from "../aws";
import type { ApiRegion } from "./api-region";
import type { Canary } from "./canary";
import type { GlobalFunction } from "./global-function";
import { apiMetric, canaryMetric, type Metric } from "./metrics";

export interface RolloutOutputProps {
  readonly bakeMinutes: number;
  /** @default - Terraform moves the aliases */
  readonly shift: TrafficShift | undefined;
  readonly firstRegion: RegionName | undefined;
  readonly regions: readonly ApiRegion[];
  readonly functions: readonly GlobalFunction[];
  /** @default - no canary */
  readonly canary: Canary | undefined;
  readonly namespace: string;
}

/**
 * Returns what the tools need to change one region at a time, watch it, and return it to the previous versions. It
 * contains names only, so that a plan shows it before anything exists.
 */
export function rolloutOutput(props: RolloutOutputProps): object {
  const { firstRegion, regions } = props;
  return {
    bake_minutes: props.bakeMinutes,
    shift_minutes: props.shift === undefined ? 0 : shiftMinutes(props.shift),
    ...(firstRegion === undefined ? {} : { first_region: firstRegion }),
    regions: Object.fromEntries(
      regions.map((region) => [
        region.name,
        {
          functions: props.functions.map((each) => functionOf(each, region)),
          alarms: alarmsOf(region),
          api: identity(apiMetric(region.observedApi, "Count")),
          canaries: canariesOf(region, props),
        },
      ]),
    ),
  };
}

function functionOf(each: GlobalFunction, { name }: ApiRegion): object {
  const { functionName, alias, application } = each.in(name);
  return {
    name: functionName,
    alias: alias.nameInput,
    ...(application === undefined
      ? {}
      : { application: application.applicationName, deployment_group: functionName }),
  };
}

/** The alarms that go off quickly, then those that notify a person. */
function alarmsOf({ alarms }: ApiRegion): readonly string[] {
  return alarms === undefined ? [] : [...alarms.gates.map(({ alarmName }) => alarmName), ...alarms.pages];
}

/** The metrics of all canaries that send requests to a region. */
function canariesOf(
  region: ApiRegion,
  { canary, regions, namespace }: RolloutOutputProps,
): readonly object[] {
  if (canary === undefined) {
    return [];
  }
  return regions.flatMap((from) =>
    canary
      .targets(from)
      .filter((target) => target === (from === region ? "shared" : region.name))
      .map((target) => ({
        region: from.name,
        ...identity(canaryMetric(namespace, canary.function.functionName, target, "CanarySuccess")),
      })),
  );
}

function identity({ namespace, dimensions }: Metric): object {
  return { namespace, dimensions };
}
