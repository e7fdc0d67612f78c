import type { Snapshot, Update } from "../feed";
import type { Fresh } from "../recent";

/** The maximum lengths of the charts, the list of requests and the list of events. */
export const MOST = { seconds: 900, requests: 500, lines: 100 } as const;

/** The content of the page. Lists are bounded, however long the page is open. */
export interface Model extends Snapshot {
  readonly isConnected: boolean;
}

export function appended(kept: Fresh, more: Fresh): Fresh {
  return {
    seconds: last(MOST.seconds, kept.seconds, more.seconds),
    requests: last(MOST.requests, kept.requests, more.requests),
    lines: last(MOST.lines, kept.lines, more.lines),
  };
}

function last<T>(most: number, items: readonly T[], more: readonly T[]): readonly T[] {
  return more.length === 0 ? items : [...items, ...more].slice(-most);
}

/** A command with its result or error. */
export interface Result {
  readonly line: string;
  readonly text: string;
  readonly ok: boolean;
}

/** Follows the local run and runs its commands. It notifies the page of changes at most once per frame. */
class Store {
  model: Model | undefined;
  result: Result | undefined;
  private redraw = () => {};
  private frame = 0;

  connect(redraw: () => void): void {
    this.redraw = redraw;
    const source = new EventSource("events");
    source.addEventListener("snapshot", ({ data }) => this.show({ ...JSON.parse(data), isConnected: true }));
    source.addEventListener("update", ({ data }) => {
      const update: Update = JSON.parse(data);
      this.show(this.model && { ...this.model, ...update, ...appended(this.model, update) });
    });
    source.addEventListener("error", () => {
      this.show(this.model && { ...this.model, isConnected: false });
      // Some browsers connect again by themselves only after a connection that was open.
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(() => this.connect(redraw), 1000);
      }
    });
  }

  async run(line: string): Promise<void> {
    try {
      const response = await fetch("/", { method: "POST", body: line });
      const { done, error } = await response.json();
      this.result = { line, text: String(done ?? error), ok: response.ok };
    } catch {
      this.result = { line, text: "The local run does not respond", ok: false };
    }
    this.show(this.model);
  }

  private show(model: Model | undefined): void {
    this.model = model;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.redraw();
    });
  }
}

export const store = new Store();

/** The same command for a shell. */
export function shell(line: string): string {
  return `curl -d '${line}' ${location.origin}`;
}
