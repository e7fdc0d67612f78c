import type { Finding } from "./measure";
import type { FailedRequests, Target } from "./ports";

/**
 * How a region's rollout stands: "waiting" for its turn, "done", "rolled back", "rollback failed", "held"
 * (left as it is, because its own change is not the cause, it could not be watched, or its version was rolled back
 * earlier), "interrupted" or "failed".
 */
export type RegionState =
  | "waiting"
  | "done"
  | "rolled back"
  | "rollback failed"
  | "held"
  | "interrupted"
  | "failed";

/** The versions of one target. */
export interface Versions {
  readonly target: string;
  /** The version before the change; undefined if its region was not reached. */
  readonly before: string | undefined;
  /** The version that serves now, with its share if it is not all; undefined if it could not be read. */
  readonly now: string | undefined;
}

export interface RegionStatus {
  readonly region: string;
  readonly state: RegionState;
  readonly versions: readonly Versions[];
}

/** What happens during a rollout, for people and programs. */
export type RolloutEvent =
  | { readonly event: "order"; readonly regions: readonly string[]; readonly why: string }
  | { readonly event: "wave"; readonly region: string; readonly wave: number; readonly waves: number }
  | {
      readonly event: "shift";
      readonly region: string;
      readonly target: string;
      readonly from: string;
      readonly to: string;
      readonly percent: number;
    }
  | {
      readonly event: "not shifted";
      readonly region: string;
      readonly target: string;
      readonly version: string;
      readonly rolledBackAt: string;
    }
  | {
      readonly event: "bake";
      readonly region: string;
      readonly secondsLeft: number;
      readonly findings: readonly Finding[];
    }
  | { readonly event: "unwatched"; readonly region: string; readonly why: string }
  | { readonly event: "passed"; readonly region: string; readonly findings: readonly Finding[] }
  | { readonly event: "rolling back"; readonly region: string; readonly evidence: readonly string[] }
  | ({ readonly event: "rolled back"; readonly region: string; readonly seconds: number } & FailedRequests)
  | ({ readonly event: "rollback failed"; readonly region: string; readonly why: string } & FailedRequests)
  | {
      readonly event: "end";
      readonly state: RegionState;
      /** Why it did not end well, in a sentence. */
      readonly why: string | undefined;
      readonly regions: readonly RegionStatus[];
    };

export type Report = (event: RolloutEvent) => void;

/** The name of a target for people: a function's name, or the API's stage. */
export function nameOf(target: Target): string {
  return target.kind === "function" ? target.of.name : `API stage ${target.of.stage}`;
}

/** The first line of an error's message. */
export function reasonOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line === "" && error instanceof Error ? error.name : line;
}
