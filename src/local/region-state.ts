import type { Evacuated } from "../route53";
import { faultsOf, type RegionFaults } from "./faults";

/** The state of one region. */
export interface RegionState extends RegionFaults {
  readonly region: string;
  readonly address: string;
  /** The health check's status; undefined if the region has no health check. */
  readonly healthy: boolean | undefined;
  /** Why the last health check request failed; undefined if it succeeded. */
  readonly checkFailure: string | undefined;
  /** Who evacuated the region, when and why; undefined if it is not evacuated. */
  readonly evacuated: Evacuated | undefined;
  readonly processes: number;
}

/** Returns the status of a region's health check in words. */
export function healthOf({ healthy }: Pick<RegionState, "healthy">): string {
  return healthy === undefined ? "not checked" : healthy ? "healthy" : "unhealthy";
}

/** Returns the evacuation and the faults of a region, one phrase each. */
export function problemsOf(state: RegionState): string[] {
  return [...(state.evacuated === undefined ? [] : ["evacuated"]), ...faultsOf(state)];
}

/** Returns whether a region's health check detects its fault: a failed part that requests need. */
export function isDetectable({ failed }: Pick<RegionState, "failed">): boolean {
  return failed.some((part) => part !== "bucket");
}
