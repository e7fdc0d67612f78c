import { freshness } from "../domain/freshness";
import { asOf, kindOf } from "../domain/snapshot";
import { json, type Operation } from "./operation";

/** With the function's own start, well within the 2 s that a health checker waits. */
const TIMEOUT_MS = 1_500;

/** Reads this region's replica, whose faults are the region's. Old rates are not a fault of the region. */
export const status: Operation = async ({ region, version, recent }, { now }) => {
  const [newest] = await recent.read(now, AbortSignal.timeout(TIMEOUT_MS));
  return json({
    status: "ok",
    region,
    version,
    ...(newest === undefined
      ? {}
      : {
          kind: kindOf(newest),
          asOf: asOf(newest),
          source: newest.source,
          ...freshness(newest, now),
        }),
  });
};
