import { Token } from "cdktf";
import * as z from "zod/mini";
import { toDotPath } from "zod/v4/core";
import {
  LONGEST_SHIFT_MINUTES,
  REGION_NAMES,
  type RegionName,
  requestsPerAddress,
  shiftMinutes,
} from "../aws";
import { DEFAULTS } from "../aws/defaults";
import * as values from "../aws/values";
import type { GlobalApiProps } from "./global-api-props";
import { reject } from "./invalid-input";
import type { StageCache } from "./regional-api";

/** A region with its failover order. */
export interface ResolvedRegion {
  readonly name: RegionName;
  readonly status: "serving" | "draining" | "retired";
  readonly failover: readonly RegionName[];
  readonly stageCache: StageCache | undefined;
}

/** The guard rails that turning a part off would violate. */
const RAIL_OF = { alarms: ["GR21"], webAcl: ["GR11", "GR22"], tracing: ["GR04", "GR05"] };

/**
 * Fills in the defaults and checks that the props fit together.
 *
 * @throws InvalidInput
 */
export function resolve(id: string, props: GlobalApiProps) {
  const { name = id, domainName, alarms = {}, webAcl = {} } = props;
  const { throttling = DEFAULTS.throttling, tracing = DEFAULTS.tracing } = props;
  requireAllowed(props, name);
  const { hostedZone } = props;
  const zoneName = "create" in hostedZone ? hostedZone.create : hostedZone.zoneName;
  if (domainName !== zoneName && !domainName.endsWith(`.${zoneName}`)) {
    reject("domainName", `"${domainName}" is not a name in the hosted zone, "${zoneName}"`);
  }
  const regions = resolveRegions(props.regions);
  const clients =
    props.clientKeys === false || props.clientKeys?.names.length === 0 ? undefined : props.clientKeys;
  return {
    name,
    domainName,
    hostedZone,
    regions,
    home: homeOf(regions, props.homeRegion),
    healthCheck: { ...DEFAULTS.healthCheck, ...props.healthCheck },
    throttling,
    clientNetworks: props.clientNetworks ?? [],
    corsOrigins: props.corsOrigins ?? [],
    clients,
    webAcl:
      webAcl === false
        ? undefined
        : {
            ...DEFAULTS.webAcl,
            requestsPerAddress: requestsPerAddress(throttling, clients),
            ...webAcl,
          },
    alarms: alarms === false ? undefined : { emails: alarms.emails ?? [], topics: alarms.topics ?? {} },
    dashboards: props.dashboards ?? true,
    savedQueries: props.savedQueries ?? true,
    tracing: tracing === false ? undefined : tracing,
    objectives: { ...DEFAULTS.objectives, ...props.objectives },
    rollout: resolveRollout(props, regions),
    evacuation: props.evacuation ?? DEFAULTS.evacuation,
    encryption: props.encryption ?? DEFAULTS.encryption,
    logRetentionDays: props.logRetentionDays ?? DEFAULTS.logRetentionDays,
    deletionProtection: props.deletionProtection ?? DEFAULTS.deletionProtection,
    permissionsBoundaryArn: props.permissionsBoundaryArn,
    metricNamespace: props.metricNamespace ?? "GlobalApi",
    tags: { ...props.tags, Service: name, ManagedBy: "terraform" },
    railsOff: [
      ...(alarms === false ? RAIL_OF.alarms : []),
      ...(webAcl === false ? RAIL_OF.webAcl : []),
      ...(tracing === false ? RAIL_OF.tracing : []),
    ],
  };
}

/** The props whose values AWS restricts. */
const RESTRICTED = z.object({
  name: values.name,
  domainName: values.domainName,
  hostedZone: z.object({ create: z.optional(values.domain()) }),
  regions: z.array(
    z.object({
      stageCache: z.optional(z.object({ sizeGb: values.cacheGigabytes, ttlSeconds: values.cacheSeconds })),
    }),
  ),
  healthCheck: z.optional(
    z.partial(
      z.object({
        path: values.healthCheckPath,
        intervalSeconds: values.checkSeconds,
        failureThreshold: values.failedChecks,
        checkerRegions: values.checkerRegions,
      }),
    ),
  ),
  throttling: z.optional(z.object({ requestsPerSecond: values.requestsPerSecond, burst: values.burst })),
  clientNetworks: z.optional(values.networks),
  corsOrigins: z.optional(values.origins),
  clientKeys: z.optional(
    z.object({
      names: values.clientNames,
      requestsPerSecond: values.requestsPerSecond,
      burst: values.burst,
      requestsPerDay: z.optional(values.requestsPerDay),
    }),
  ),
  webAcl: z.optional(z.object({ requestsPerAddress: z.optional(values.requestsPerAddress) })),
  alarms: z.optional(z.object({ emails: z.optional(values.emails) })),
  tracing: z.optional(z.object({ samplePercent: values.samplePercent })),
  objectives: z.optional(
    z.partial(
      z.object({
        availabilityPercent: values.availabilityPercent,
        latencyPercent: values.latencyPercent,
        latencyMilliseconds: values.latencyMilliseconds,
      }),
    ),
  ),
  rollout: z.optional(
    z.object({
      percent: z.optional(values.stepPercent),
      minutes: z.optional(values.stepMinutes),
      bakeMinutes: z.optional(values.bakeMinutes),
    }),
  ),
  logRetentionDays: z.optional(values.retentionDays),
  permissionsBoundaryArn: z.optional(values.policyArn),
  tags: z.optional(values.tags),
});

/**
 * Checks each value by itself. A token of CDKTF has its value only in Terraform, which checks it.
 *
 * @throws InvalidInput with a line per value
 */
function requireAllowed(props: GlobalApiProps, name: string): void {
  const on = <Part>(part: Part | false | undefined) => (part === false ? undefined : part);
  const given = {
    ...props,
    name,
    regions: props.regions.map((region) => (typeof region === "string" ? {} : region)),
    clientKeys: on(props.clientKeys),
    webAcl: on(props.webAcl),
    alarms: on(props.alarms),
    tracing: on(props.tracing),
  };
  const at = (path: readonly PropertyKey[]) =>
    path.reduce<unknown>((value, key) => (isObject(value) ? Reflect.get(value, key) : undefined), given);
  const [first, ...others] = (RESTRICTED.safeParse(given).error?.issues ?? [])
    .map(({ path, message }) => ({ place: toDotPath(path), value: at(path), message }))
    .filter(({ value }) => !Token.isUnresolved(value))
    .map(({ place, value, message }) => {
      const allowed = message.startsWith("is ") ? message : `is not ${message}`;
      return { place, fault: `${JSON.stringify(value) ?? "nothing"} ${allowed}` };
    });
  if (first !== undefined) {
    const lines = [first.fault, ...others.map(({ place, fault }) => `${place}: ${fault}`)];
    reject(first.place, lines.join("\n"));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function resolveRegions(regions: GlobalApiProps["regions"]): readonly ResolvedRegion[] {
  const all = regions.map((region) => (typeof region === "string" ? { name: region } : region));
  const names = all.map(({ name }) => name);
  for (const [index, { name, failover = [] }] of all.entries()) {
    if (!REGION_NAMES.includes(name)) {
      reject(`regions[${index}]`, `${JSON.stringify(name)} is not a supported AWS region`);
    }
    if (names.indexOf(name) !== index) {
      reject(`regions[${index}]`, `${name} is listed twice`);
    }
    const unknown = failover.find((other) => other === name || !names.includes(other));
    if (unknown !== undefined) {
      reject(
        `regions[${index}].failover`,
        `${JSON.stringify(unknown)} is not another region of the API (${names.join(", ")})`,
      );
    }
  }
  const serving = all.filter(({ status = "serving" }) => status === "serving").map(({ name }) => name);
  if (serving.length === 0) {
    reject("regions", 'none is "serving"; at least one must be');
  }
  return all.map(({ name, status = "serving", failover, stageCache }) => ({
    name,
    status,
    stageCache,
    failover: serving.filter((other) => other !== name && (failover?.includes(other) ?? true)),
  }));
}

function resolveRollout({ rollout = {}, alarms }: GlobalApiProps, regions: readonly ResolvedRegion[]) {
  const { type = DEFAULTS.rollout.type, bakeMinutes = DEFAULTS.rollout.bakeMinutes, firstRegion } = rollout;
  const { percent = DEFAULTS.rollout.percent, minutes = DEFAULTS.rollout.minutes } = rollout;
  const serving = regions.filter(({ status }) => status === "serving").map(({ name }) => name);
  if (firstRegion !== undefined && !serving.includes(firstRegion)) {
    reject(
      "rollout.firstRegion",
      `${JSON.stringify(firstRegion)} is not a serving region (${serving.join(", ")})`,
    );
  }
  if (type === "all-at-once") {
    return { bakeMinutes, firstRegion, shift: undefined };
  }
  if (alarms === false) {
    reject("rollout.type", `"${type}" needs alarms, which stop a version that fails`);
  }
  const shift = { type, percent, minutes };
  if (shiftMinutes(shift) > LONGEST_SHIFT_MINUTES) {
    reject(
      "rollout.minutes",
      `${minutes}: the steps take ${shiftMinutes(shift)} minutes, and CodeDeploy allows ${LONGEST_SHIFT_MINUTES}`,
    );
  }
  return { bakeMinutes, firstRegion, shift };
}

function homeOf(regions: readonly ResolvedRegion[], name: RegionName | undefined): RegionName {
  const present = regions.filter(({ status }) => status !== "retired");
  const home = name === undefined ? present[0] : present.find((region) => region.name === name);
  if (home === undefined) {
    reject("homeRegion", `${JSON.stringify(name)} is not a region with resources`);
  }
  return home.name;
}
