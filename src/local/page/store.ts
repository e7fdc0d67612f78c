import { type Model, updated } from "./model";

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
      this.show(this.model && updated(this.model, JSON.parse(data)));
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
