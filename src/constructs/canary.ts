import type { RegionName } from "../aws";
import { windowOfRuns } from "./alarm-window";
import type { ApiRegion } from "./api-region";
import { allOf, anyOf, inAlarm, notInAlarm } from "./composite-alarm";
import type { FunctionCode, GlobalFunction } from "./global-function";
import { suppress } from "./guard-rails";
import { canaryMetric } from "./metrics";

/** The name under which canaries request the API's own domain name. */
const SHARED_NAME = "shared";

/** The environment variables that a canary's function reads. */
export const CANARY_ENVIRONMENT = {
  /** What to request: a region, or `shared`, with its address, as in `us-east-1=https://…`, with commas between. */
  targets: "CANARY_TARGETS",
  /** The key with which to call an API that requires one. */
  key: "CANARY_KEY",
} as const;

/**
 * A function that requests what `CANARY_TARGETS` names, and writes the metrics `CanarySuccess` and `CanaryLatency` of
 * each target, with the dimension `target`.
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

export interface CanaryObserved {
  readonly canary: GlobalFunction;
  readonly namespace: string;
  readonly schedule: string;
  readonly targets: readonly string[];
  /** The region whose silence this region's canary reports. @default - none */
  readonly watches: RegionName | undefined;
}

/**
 * Watches what a region's canary sees. It reports two faults: the API's own name is answered wrongly in this region, and
 * us-east-1 does not answer at all, because the alarms that would report it are there.
 */
export function watchCanary(region: ApiRegion, observed: CanaryObserved): void {
  const { canary, namespace, targets, watches } = observed;
  const { alarms } = region;
  suppress(
    canary.in(region.name),
    "GR21",
    "If it does not run, its metric is missing, and its alarm treats missing data as breaching.",
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
              description:
                "Requests to the API's own name are answered wrongly, refused or not answered, or the canary does not run.",
              metric: { ...metric("CanarySuccess"), stat: "Minimum", period },
            }
          : {
              description: `Requests from this region to ${target} are not answered, or the canary does not run.`,
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
