import type { Claim } from "./demo-claims";

/** The events of a local run, which the screen shows and programs read. */
export type LocalEvent =
  /** A request to the edge. */
  | {
      readonly type: "request";
      readonly place: string;
      readonly method: string;
      readonly path: string;
      /** The region that served the request; undefined if there was no connection. */
      readonly region: string | undefined;
      readonly status: number;
      readonly milliseconds: number;
    }
  /** The status of a health check changed. */
  | {
      readonly type: "health";
      readonly check: string;
      readonly name: string;
      readonly healthy: boolean;
      /** Why the last request failed, such as `/health returned 404`; undefined for a healthy check. */
      readonly reason: string | undefined;
    }
  /** Route 53 has found, or no longer finds, the marker of an evacuated region. */
  | { readonly type: "marker"; readonly region: string; readonly seenIn: string; readonly found: boolean }
  /** Clients in a place moved to another region. */
  | { readonly type: "failover"; readonly place: string; readonly from: string; readonly to: string }
  | {
      readonly type: "function";
      readonly region: string;
      readonly name: string;
      readonly what: "cold-start" | "timed-out" | "crashed" | "failed";
      readonly detail: string;
    }
  /** A line that a function logged. */
  | { readonly type: "log"; readonly region: string; readonly name: string; readonly line: string }
  | {
      readonly type: "schedule";
      readonly region: string;
      readonly name: string;
      readonly ok: boolean;
      readonly detail: string;
    }
  | {
      readonly type: "replication";
      readonly from: string;
      readonly to: string;
      /** Changes that arrived together. */
      readonly changes: number;
    }
  /** A command changed the state of the regions. */
  | { readonly type: "control"; readonly text: string }
  /** The demo checked a claim. */
  | ({ readonly type: "claim" } & Claim);

export type Listener = (event: LocalEvent) => void;

/** Passes each event to all listeners. */
export class Events {
  private readonly listeners = new Set<Listener>();

  emit(event: LocalEvent): void {
    for (const listener of this.listeners) {
      listener(event);
    }
  }

  /** @returns a function that removes the listener */
  on(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
