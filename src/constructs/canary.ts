import { type RegionName, watchedScheduleFault } from "../aws";
import { DEFAULTS } from "../aws/defaults";
import { windowOfRuns } from "./alarm-window";
import type { ApiRegion } from "./api-region";
import { ClientKeys } from "./client-keys";
import { allOf, anyOf, inAlarm, notInAlarm } from "./composite-alarm";
import type { GlobalApi } from "./global-api";
import { type FunctionCode, type FunctionSettings, GlobalFunction } from "./global-function";
import { suppress } from "./guard-rails";
import { reject } from "./invalid-input";
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

/** The parts of an API that its canary needs. */
export interface CanarySurroundings {
  /** The API's regions in their configured order. */
  readonly configured: readonly ApiRegion[];
  readonly keysRequired: boolean;
  /** The region with the alarms on health checks. */
  readonly globalRegion: RegionName;
  readonly settingsOf: (region: ApiRegion) => FunctionSettings;
}

/** A function in each region that sends client requests to the other regions and to the API's shared name. */
export class Canary {
  readonly function: GlobalFunction;

  /** See `GlobalApi.addCanary`. */
  constructor(
    private readonly api: GlobalApi,
    { schedule = DEFAULTS.canary.schedule, ...code }: CanaryProps,
    private readonly surroundings: CanarySurroundings,
  ) {
    const fault = watchedScheduleFault(schedule);
    if (fault !== undefined) {
      reject("addCanary: schedule", `"${schedule}": ${fault}`);
    }
    const { configured, globalRegion, keysRequired, settingsOf } = surroundings;
    const keys = canaryKeys(api, keysRequired);
    this.function = new GlobalFunction(
      api,
      "canary",
      {
        ...code,
        description: "Sends client requests to the other regions and to the API's shared name",
        environment: (region) =>
          canaryEnvironment(this.addresses(region), keys.get(region)?.values.get("canary")),
        memoryMb: 256,
        timeoutSeconds: 15,
      },
      settingsOf,
    );
    api.addSchedule("canary_schedule", { function: this.function, expression: schedule });
    // Alarms on health checks are in one region, so another region reports when that one does not respond.
    const watching = configured.find(({ name }) => name !== globalRegion);
    for (const region of api.regions) {
      this.watch(region, schedule, region === watching ? globalRegion : undefined);
    }
  }

  /** Returns the names of the targets that a region's canary requests. */
  targets(region: ApiRegion): readonly string[] {
    return Object.keys(this.addresses(region));
  }

  private addresses(region: ApiRegion): Readonly<Record<string, string>> {
    const others = this.surroundings.configured.filter((other) => other !== region);
    return {
      ...Object.fromEntries(others.map(({ name, pinnedName }) => [name, `https://${pinnedName}`])),
      [SHARED_NAME]: `https://${this.api.domainName}`,
    };
  }

  /**
   * Adds alarms on the results of a region's canary. They report two faults: the shared name fails for clients in this
   * region, and the region with the other alarms does not respond at all.
   *
   * @param watches - the region that this region's canary reports as unreachable
   */
  private watch(region: ApiRegion, schedule: string, watches: RegionName | undefined): void {
    const { alarms } = region;
    suppress(
      this.function.in(region.name),
      "GR21",
      "If the canary does not run, its metric is missing, and its alarm treats missing data as breaching.",
    );
    if (alarms === undefined) {
      return;
    }
    const window = windowOfRuns(schedule);
    const { period, periods } = window;
    const faults = this.targets(region)
      .filter((target) => target === SHARED_NAME || target === watches)
      .map((target) => {
        const metric = (name: "CanarySuccess" | "CanaryLatency") =>
          canaryMetric(this.api.metricNamespace, this.function.functionName, target, name);
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
}

/** Returns the environment of a region's canary. */
function canaryEnvironment(
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
function canaryKeys({ name, home, regions }: GlobalApi, needed: boolean): ReadonlyMap<ApiRegion, ClientKeys> {
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
