import { inAlarm } from "./composite-alarm";
import { functionMetric, type Metric, replicationLatency, tableMetric } from "./metrics";
import type { RegionAlarms } from "./region-alarms";

/** Adds an alarm on throttled invocations of a function. */
export function watchFunction(alarms: RegionAlarms, id: string, functionName: string): void {
  watchThrottling(
    alarms,
    `${id}_throttled`,
    `Lambda throttles invocations of ${functionName}. Raise its reserved concurrency or the account's limit.`,
    functionMetric(functionName, "Throttles"),
  );
}

/** Adds alarms on throttled requests to a table, and on slow replication to other regions. */
export function watchTable(
  alarms: RegionAlarms,
  table: {
    readonly id: string;
    readonly tableName: string;
    /** Prefix of the ids of the replication alarms. */
    readonly prefix: string;
    /** The regions that this region's writes are replicated to. */
    readonly peers: readonly string[];
  },
): void {
  for (const [kind, name] of Object.entries({ reads: "ReadThrottleEvents", writes: "WriteThrottleEvents" })) {
    watchThrottling(
      alarms,
      `${table.id}_${kind}_throttled`,
      "DynamoDB throttles requests to the table: a partition is hot, or the account's limit is reached.",
      tableMetric(table.tableName, name),
    );
  }
  for (const peer of table.peers) {
    const slow = alarms.part(`${table.prefix}replication_${peer}`, {
      description: `Writes take over a minute to replicate to ${peer}, so ${peer} serves stale data.`,
      metric: { ...replicationLatency(table.tableName, peer), stat: "Average", period: 300 },
      threshold: 60_000,
      periods: 3,
      missing: "notBreaching",
    });
    alarms.notify("data", inAlarm(slow));
  }
}

function watchThrottling(alarms: RegionAlarms, id: string, description: string, metric: Metric): void {
  const throttled = alarms.part(id, {
    description,
    metric: { ...metric, stat: "Sum", period: 300 },
    threshold: 0,
    periods: 2,
    missing: "notBreaching",
  });
  alarms.notify("attention", inAlarm(throttled));
}
