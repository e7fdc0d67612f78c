import { Token } from "cdktf";
import * as z from "zod/mini";
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
import { requireValid } from "./valid-props";

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
  const isInZone = domainName === zoneName || domainName.endsWith(`.${zoneName}`);
  if (!isInZone && !Token.isUnresolved(zoneName)) {
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

const flag = z.optional(z.boolean("true or false"));

function part<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.optional(z.object(shape, "an object"));
}

const region = z.object(
  {
    name: z.string("a region such as us-east-1"),
    status: z.optional(values.oneOf(["serving", "draining", "retired"])),
    failover: z.optional(z.array(z.string("a region such as us-east-1"), "a list of regions")),
    stageCache: part({ sizeGb: values.cacheGigabytes, ttlSeconds: values.cacheSeconds }),
  },
  "a region such as us-east-1",
);

const hostedZone = z
  .looseObject({ create: z.optional(values.domain()) }, 'a hosted zone, or { create: "example.com" }')
  .check(
    z.refine(
      (zone) =>
        "create" in zone || (typeof zone["zoneId"] === "string" && typeof zone["zoneName"] === "string"),
      'a hosted zone with a zoneId and a zoneName, or { create: "example.com" }',
    ),
  );

/** Every prop except for the document, which `readOpenApiDocument` checks. Types alone do not check what JSON contains. */
const PROPS = z.object({
  name: values.name,
  regions: z.array(region, "a list of regions"),
  domainName: values.domainName,
  hostedZone,
  healthCheck: part({
    path: z.optional(values.healthCheckPath),
    intervalSeconds: z.optional(values.checkSeconds),
    failureThreshold: z.optional(values.failedChecks),
    checkerRegions: z.optional(values.checkerRegions),
  }),
  throttling: part({ requestsPerSecond: values.requestsPerSecond, burst: values.burst }),
  clientNetworks: z.optional(values.networks),
  corsOrigins: z.optional(values.origins),
  clientKeys: part({
    names: values.clientNames,
    requestsPerSecond: values.requestsPerSecond,
    burst: values.burst,
    requestsPerDay: z.optional(values.requestsPerDay),
  }),
  webAcl: part({
    mode: z.optional(values.oneOf(["block", "count"])),
    requestsPerAddress: z.optional(values.requestsPerAddress),
  }),
  alarms: part({
    emails: z.optional(values.emails),
    topics: z.optional(
      z.record(
        z.string(),
        z.object({ arn: z.string("an ARN") }, "a topic"),
        "an object with a topic per region",
      ),
    ),
  }),
  dashboards: flag,
  savedQueries: flag,
  tracing: part({ samplePercent: values.samplePercent }),
  objectives: part({
    availabilityPercent: z.optional(values.availabilityPercent),
    latencyPercent: z.optional(values.latencyPercent),
    latencyMilliseconds: z.optional(values.latencyMilliseconds),
  }),
  rollout: part({
    type: z.optional(values.oneOf(["all-at-once", "canary", "linear"])),
    percent: z.optional(values.stepPercent),
    minutes: z.optional(values.stepMinutes),
    bakeMinutes: z.optional(values.bakeMinutes),
  }),
  evacuation: flag,
  encryption: z.optional(values.oneOf(["aws-owned-keys", "customer-keys"])),
  logRetentionDays: z.optional(values.retentionDays),
  deletionProtection: flag,
  permissionsBoundaryArn: z.optional(values.policyArn),
  metricNamespace: z.optional(values.metricNamespace),
  tags: z.optional(values.tags),
});

/** @throws InvalidInput */
function requireAllowed(props: GlobalApiProps, name: string): void {
  const on = <Part>(part: Part | false | undefined) => (part === false ? undefined : part);
  requireValid(PROPS, {
    ...props,
    name,
    regions: Array.isArray(props.regions)
      ? props.regions.map((region) => (typeof region === "string" ? { name: region } : region))
      : props.regions,
    clientKeys: on(props.clientKeys),
    webAcl: on(props.webAcl),
    alarms: on(props.alarms),
    tracing: on(props.tracing),
  });
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
