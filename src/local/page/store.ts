import type { Snapshot, Update } from "../feed";

/** As much as the charts, the list of requests and the list of events show. */
const MOST = { seconds: 900, requests: 500, lines: 100 } as const;

export type Connection = "connecting" | "connected" | "lost";

/** What the page shows. Lists are bounded, however long the page is open. */
export interface Model extends Snapshot {
  readonly connection: Connection;
}

type Listener = () => void;

/** Follows the local run, and tells listeners once per frame that something changed. */
export class Store {
  model: Model | undefined;
  connection: Connection = "connecting";
  private readonly listeners = new Set<Listener>();
  private frame = 0;

  connect(): void {
    const source = new EventSource("events");
    source.addEventListener("snapshot", ({ data }) => {
      this.connection = "connected";
      this.show({ ...JSON.parse(data), connection: this.connection });
    });
    source.addEventListener("update", ({ data }) => {
      if (this.model !== undefined) {
        this.show(updated(this.model, JSON.parse(data)));
      }
    });
    source.addEventListener("error", () => {
      this.connection = "lost";
      if (this.model !== undefined) {
        this.show({ ...this.model, connection: "lost" });
      }
      // Some browsers connect again by themselves only after a connection that was open.
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(() => this.connect(), 1000);
      }
    });
  }

  /** @returns what stops listening */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private show(model: Model): void {
    this.model = model;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      for (const listener of this.listeners) {
        listener();
      }
    });
  }
}

/** The model after an update. */
export function updated(model: Model, update: Update): Model {
  return {
    ...model,
    ...update,
    seconds: appended(model.seconds, update.seconds, MOST.seconds),
    requests: appended(model.requests, update.requests, MOST.requests),
    lines: appended(model.lines, update.lines, MOST.lines),
  };
}

function appended<T>(items: readonly T[], more: readonly T[], most: number): readonly T[] {
  return more.length === 0 ? items : [...items, ...more].slice(-most);
}
