import { freshness } from "../domain/freshness";
import { asOf } from "../domain/snapshot";
import { json, type Operation } from "./operation";

/** With the function's own start, well within the 2 s that a health checker waits. */
const TIMEOUT_MS = 1_500;

/** Asks this region's replica: its fault is the region's. That rates are old is not. */
export const status: Operation = async ({ region, version, recent }, { now }) => {
  const [newest] = await recent.read(now, AbortSignal.timeout(TIMEOUT_MS));
  return json({
    status: "ok",
    region,
    version,
    ...(newest === undefined ? {} : { asOf: asOf(newest), ageSeconds: freshness(newest, now).ageSeconds }),
  });
};
