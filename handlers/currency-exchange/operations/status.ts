import { isServed } from "../domain/snapshot";
import { json, type Operation } from "./operation";
import { provenance } from "./snapshots";

/** Even with a cold start, this is well within a health checker's timeout of 2 s. */
const TIMEOUT_MS = 1_500;

/** Reads this region's replica, whose faults count as faults of the region. Stale rates do not. */
export const status: Operation = async ({ region, version, recent }, { now }) => {
  const snapshots = await recent.read(now, AbortSignal.timeout(TIMEOUT_MS));
  const served = snapshots.find(isServed);
  return json({
    status: "ok",
    region,
    version,
    ...(served === undefined ? {} : provenance(served, served !== snapshots[0], now)),
  });
};
