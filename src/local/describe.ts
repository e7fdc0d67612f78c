import { styleText } from "node:util";
import type { LocalEvent } from "./events";

/** An event as a line for people; undefined for what is too much for a calm screen. */
export function describe(event: LocalEvent): string | undefined {
  switch (event.type) {
    case "health":
      return `${event.name} is ${event.healthy ? good("healthy") : bad("unhealthy")}`;
    case "failover":
      return `${event.place} is answered by ${styleText("bold", event.to)}, no longer by ${event.from}`;
    case "function":
      return event.what === "cold-start"
        ? undefined
        : `${event.region} ${event.name} ${bad(event.what.replace("-", " "))}: ${event.detail}`;
    case "schedule":
      return `${event.region} ${event.name} ran${event.ok ? "" : bad(" in vain")}: ${event.detail}`;
    case "replication":
      return `${event.from} to ${event.to}: ${event.changes} ${event.changes === 1 ? "item" : "items"} replicated`;
    case "control":
      return styleText("bold", event.text);
    case "request":
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

/** Requests of one second, gathered: one line for each place, region and status. */
export class RequestSummary {
  private readonly groups = new Map<string, { count: number; milliseconds: number; readonly ok: boolean }>();

  add(event: Extract<LocalEvent, { readonly type: "request" }>): void {
    const key = `${event.place} → ${event.region ?? "nobody"}  ${event.status}`;
    const group = this.groups.get(key) ?? { count: 0, milliseconds: 0, ok: event.status < 500 };
    group.count += 1;
    group.milliseconds += event.milliseconds;
    this.groups.set(key, group);
  }

  /** The lines since the last time. */
  take(): string[] {
    const lines = [...this.groups].map(([key, { count, milliseconds, ok }]) => {
      const requests = count === 1 ? "1 request" : `${count} requests`;
      const text = `${key}  ${requests}, ${(milliseconds / count).toFixed(0)} ms`;
      return ok ? text : bad(text);
    });
    this.groups.clear();
    return lines;
  }
}
