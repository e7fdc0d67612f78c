import type { RegionName } from "../aws";
import { windowOfRuns } from "./alarm-window";
import type { ApiRegion } from "./api-region";
import { ClientKeys } from "./client-keys";
import { allOf, anyOf, inAlarm, notInAlarm } from "./composite-alarm";
import type { GlobalApi } from "./global-api";
import type { FunctionCode, GlobalFunction } from "./global-function";
import { suppress } from "./guard-rails";
import { canaryMetric } from "./metrics";

/** The target that stands for the API's shared domain name. */
const SHARED_NAME = "shared";

/** The environment variables that a canary's function reads. */
export const CANARY_ENVIRONMENT = {
  /**
   * The targets to request, separated by commas: a region or `shared`, and its address, as in `us-east-1=https://…`.
   */
  targets: "CANARY_TARGETS",
  /** The API key, if the API requires one. */
  key: "CANARY_KEY",
} as const;

/**
 * A function that requests each target in `CANARY_TARGETS` and writes the metrics `CanarySuccess` and `CanaryLatency`
 * with the dimension `target`.
 */
export type CanaryProps = FunctionCode & {
  /** @default "rate(5 minutes)" */
  readonly schedule?: string;
};

/** Returns the addresses that a region's canary requests, by name. */
export function canaryTargets(
  region: ApiRegion,
  regions: readonly ApiRegion[],
  domainName: string,
): Readonly<Record<string, string>> {
  const others = regions.filter((other) => other !== region);
  return {
    ...Object.fromEntries(others.map(({ name, pinnedName }) => [name, `https://${pinnedName}`])),
    [SHARED_NAME]: `https://${domainName}`,
  };
}

/** Returns the environment of a region's canary. */
export function canaryEnvironment(
  targets: Readonly<Record<string, string>>,
  key: string | undefined,
): Record<string, string> {
  const list = Object.entries(targets).map(([name, url]) => `${name}=${url}`);
  return {
    [CANARY_ENVIRONMENT.targets]: list.join(","),
    ...(key === undefined ? {} : { [CANARY_ENVIRONMENT.key]: key }),
  };
}

/** Creates the canaries' own keys, if clients need one. */
export function canaryKeys(
  { name, home, regions }: GlobalApi,
  needed: boolean,
): ReadonlyMap<ApiRegion, ClientKeys> {
  const keys = new Map<ApiRegion, ClientKeys>();
  for (const region of needed ? regions : []) {
    const own = new ClientKeys(region, "canary_key", {
      name: `${name}-canary`,
      stage: region.deployment.gateway.stage,
      clients: { names: ["canary"], requestsPerSecond: 10, burst: 20 },
      sameAs: keys.get(home),
    });
    keys.set(region, own);
  }
  return keys;
}

export interface CanaryObserved {
  readonly canary: GlobalFunction;
  readonly namespace: string;
  readonly schedule: string;
  readonly targets: readonly string[];
  /** The region that this region's canary reports as unreachable. @default - none */
  readonly watches: RegionName | undefined;
}

/**
 * Alarms on the results of a region's canary. They report two faults: the shared name fails for clients in this region,
 * and us-east-1 does not respond at all. The second is needed because the alarms that would report it are in us-east-1.
 */
export function watchCanary(region: ApiRegion, observed: CanaryObserved): void {
  const { canary, namespace, targets, watches } = observed;
  const { alarms } = region;
  suppress(
    canary.in(region.name),
    "GR21",
    "If the canary does not run, its metric is missing, and its alarm treats missing data as breaching.",
  );
  if (alarms === undefined) {
    return;
  }
  const window = windowOfRuns(observed.schedule);
  const { period, periods } = window;
  const faults = targets
    .filter((target) => target === SHARED_NAME || target === watches)
    .map((target) => {
      const metric = (name: "CanarySuccess" | "CanaryLatency") =>
        canaryMetric(namespace, canary.functionName, target, name);
      return alarms.part(`canary_${target}`, {
        ...(target === SHARED_NAME
          ? {
              description: "Requests to the API's shared name fail, or the canary does not run.",
              metric: { ...metric("CanarySuccess"), stat: "Minimum", period },
            }
          : {
              description: `Requests from this region to ${target} get no response, or the canary does not run.`,
              metric: { ...metric("CanaryLatency"), stat: "SampleCount", period },
            }),
        threshold: 1,
        comparison: "LessThanThreshold",
        periods,
        missing: "breaching",
      });
    });
  alarms.notify(
    "canary",
    allOf(anyOf(...faults.map(inAlarm)), notInAlarm(alarms.notInService("canary_not_in_service", window))),
  );
}
