import type { DataPlanes } from "./data-planes";
import { sentence } from "./markers";
import type { EvacuableRegion, EvacuableStack, ReplicationMetric } from "./stack";

/** Returns why users should not return to a region yet. */
export async function whyNotReady(
  planes: DataPlanes,
  say: (line: string) => void,
  region: EvacuableRegion,
  { replication, isReplicated }: EvacuableStack,
): Promise<readonly string[]> {
  const received = replication.filter(({ receiver }) => receiver === region.region);
  const reasons = await Promise.all([
    whyUnhealthy(planes, region),
    ...received.map((metric) => whyBehind(planes, say, metric)),
    isReplicated && received.length === 0 ? ["no alarm measures the replication to it"] : [],
  ]);
  return reasons.flat();
}

async function whyUnhealthy(planes: DataPlanes, { healthName }: EvacuableRegion): Promise<readonly string[]> {
  try {
    const healthy = await planes.isHealthy(healthName);
    if (healthy === undefined) {
      return [`${healthName} has no TXT record, so its health is unknown`];
    }
    return healthy ? [] : ["Route 53 considers it unhealthy"];
  } catch (error) {
    return [`its health is unknown: ${sentence(error)}`];
  }
}

async function whyBehind(
  planes: DataPlanes,
  say: (line: string) => void,
  metric: ReplicationMetric,
): Promise<readonly string[]> {
  try {
    const latency = await planes.replicationLatency(metric);
    if (latency === undefined) {
      return [
        `no writes were replicated from ${metric.region} for hours, so it is unknown whether the replica has caught up`,
      ];
    }
    const takes = `from ${metric.region} takes ${Math.round(latency)} ms`;
    if (latency > metric.slow) {
      return [`replication ${takes}; its alarm's limit is ${metric.slow} ms`];
    }
    say(`Replication ${takes}.`);
    return [];
  } catch (error) {
    return [`the replication from ${metric.region} is unknown: ${sentence(error)}`];
  }
}
