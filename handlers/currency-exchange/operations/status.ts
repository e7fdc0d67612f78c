import { isServed } from "../domain/snapshot";
import { json, type Operation } from "./operation";
import { provenance } from "./snapshots";

/** With the function's own start, well within the 2 s that a health checker waits. */
const TIMEOUT_MS = 1_500;

/** Reads this region's replica, whose faults are the region's. Old rates are not a fault of the region. */
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
