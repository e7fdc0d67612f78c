import { service } from "#service";
import type { SettingChange } from "../../local/service";
import { isObject, type Json, type JsonObject } from "../../terraform";

/** The configuration that the walks start from. */
export const FIRST: JsonObject = { regions: { "us-east-1": {}, "eu-west-1": {} } };

/**
 * A change of every key of the configuration. The changes of a walk build on each other; after each walk the
 * configuration goes back to the first one in a single apply.
 */
export const WALKS: readonly (readonly SettingChange[])[] = [
  ...(service.settings ?? []),
  [
    ["functions.api.memoryMb", 2048],
    ["functions.api.timeoutSeconds", 10],
    ["functions.api.reservedConcurrency", 50],
  ],
  [
    ["throttling.requestsPerSecond", 50],
    ["throttling.burst", 100],
  ],
  [["logRetentionDays", 60]],
  [["permissionsBoundaryArn", "arn:aws:iam::aws:policy/PowerUserAccess"]],
  [
    ["objectives.availabilityPercent", 99.5],
    ["objectives.latencyPercent", 95],
    ["objectives.latencyMilliseconds", 300],
  ],
  [["alarmEmails", ["oncall@example.com"]]],
  [
    ["webAcl.mode", "count"],
    ["webAcl.requestsPerAddress", 2000],
  ],
  [
    ["canary.enabled", true],
    ["canary.schedule", "rate(10 minutes)"],
  ],
  [["tracing.samplePercent", 10]],
  [["clientNetworks", ["192.0.2.0/24", "2001:db8::/32"]]],
  [
    ["clients.names", ["acme", "globex"]],
    ["clients.requestsPerSecond", 5],
    ["clients.burst", 10],
    ["clients.requestsPerDay", 1000],
  ],
  [["corsOrigins", ["https://www.example.com"]]],
  [
    ["healthCheck.path", "/openapi.json"],
    ["healthCheck.failureThreshold", 2],
    ["healthCheck.checkerRegions", ["us-east-1", "eu-west-1", "ap-southeast-1"]],
    ["healthCheck.intervalSeconds", 10],
  ],
  [
    ["regions.us-east-1.stageCache.sizeGb", "0.5"],
    ["regions.us-east-1.stageCache.ttlSeconds", 300],
  ],
  [["evacuation", false]],
  [
    ["rollout.type", "canary"],
    ["rollout.percent", 20],
    ["rollout.minutes", 1],
    ["rollout.bakeMinutes", 5],
    ["rollout.firstRegion", "eu-west-1"],
    ["rollout.type", "linear"],
  ],
  [["regions.us-east-1.failover", []]],
  [["tags", { team: "payments" }]],
  [["table.deletionProtection", false]],
  [["domainName", "orders.example.com"]],
  // A replica's key cannot change, so the region leaves and returns with the other key.
  [
    ["regions.eu-west-1.status", "draining"],
    ["regions.eu-west-1.status", "retired"],
    ["encryption", "customer-keys"],
    ["regions.eu-west-1.status", "serving"],
    ["regions.eu-west-1.status", "draining"],
    ["regions.eu-west-1.status", "retired"],
  ],
];

/** Keys that an apply cannot change; docs/local-deploy.md describes the alternatives. */
export const FIXED: readonly string[] = ["name", "table.home", "hostedZone", "stateBackend"];

/** Returns the configuration with a key's new value. */
export function changed(configuration: JsonObject, [key, value]: SettingChange): JsonObject {
  return set(configuration, key.split("."), value);
}

function set(object: JsonObject, [first = "", ...rest]: readonly string[], value: Json): JsonObject {
  const before = object[first];
  return { ...object, [first]: rest.length === 0 ? value : set(isObject(before) ? before : {}, rest, value) };
}
