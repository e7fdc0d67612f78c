import { styleText } from "node:util";
import { remembered } from "../terraform";
import type { LocalEvent } from "./events";

/** Returns an event as a readable line, or undefined if it is summarized or omitted. */
export function describe(event: LocalEvent): string | undefined {
  switch (event.type) {
    case "health":
      return event.healthy
        ? `${event.name} is ${good("healthy")}`
        : `${event.name} is ${bad("unhealthy")}: ${event.reason}`;
    case "marker":
      return event.found
        ? `${event.region} is ${bad("evacuated")}: its marker is in ${event.seenIn}`
        : `${event.region} has no marker in ${event.seenIn}`;
    case "failover":
      return `${event.place} moved from ${event.from} to ${styleText("bold", event.to)}`;
    case "function":
      return event.what === "cold-start"
        ? undefined
        : `${event.region} ${event.name} ${bad(event.what.replace("-", " "))}: ${event.detail}`;
    case "schedule":
      return `${event.region} ${event.name} ran${event.ok ? "" : bad(" and failed")}: ${event.detail}`;
    case "control":
      return styleText("bold", event.text);
    case "claim":
      return `${event.holds ? good("holds") : bad("fails")}: ${event.claim} (${event.figures})`;
    case "request":
    case "replication":
    case "log":
      return undefined;
  }
}

export function good(text: string): string {
  return styleText("green", text);
}

export function bad(text: string): string {
  return styleText("red", text);
}

/** Summarizes frequent events: one line for all similar events since the last summary. */
export class Summary {
  private readonly requests = new Map<
    string,
    { count: number; milliseconds: number; readonly ok: boolean }
  >();
  private readonly replicated = new Map<string, number>();

  /** @returns false for an event that is shown individually */
  takes(event: LocalEvent): boolean {
    if (event.type === "request") {
      const key = `${event.place} → ${event.region ?? "no region"}  ${event.status}`;
      const group = remembered(this.requests, key, () => ({
        count: 0,
        milliseconds: 0,
        ok: event.status < 500,
      }));
      group.count += 1;
      group.milliseconds += event.milliseconds;
    } else if (event.type === "replication") {
      const key = `${event.from} to ${event.to}`;
      this.replicated.set(key, (this.replicated.get(key) ?? 0) + event.changes);
    } else {
      return false;
    }
    return true;
  }

  /** Returns the lines since the last summary. */
  lines(): string[] {
    const lines = [
      ...[...this.requests].map(([key, { count, milliseconds, ok }]) => {
        const text = `${key}  ${counted(count, "request")}, ${(milliseconds / count).toFixed(0)} ms`;
        return ok ? text : bad(text);
      }),
      ...[...this.replicated].map(([key, count]) => `${key}: ${counted(count, "change")} replicated`),
    ];
    this.requests.clear();
    this.replicated.clear();
    return lines;
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
