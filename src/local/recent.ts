import { stripVTControlCharacters } from "node:util";
import { groupBy } from "../terraform";
import { describe } from "./describe";
import type { LocalEvent } from "./events";
import { appended, type Figures, type History, type Line, type ListedRequest, type Second } from "./history";

/** Requests that one update lists: 200 per second. All are counted. */
const MOST_FRESH = 50;
/** Collects the events of the local run for its pages. */
export class Recent {
  private all: History = nothing();
  private next = nothing();
  /** The requests of the current second. */
  private current: ListedRequest["request"][] = [];
  private count = 0;

  constructor(private readonly regions: readonly string[]) {}

  /** The history up to the last call of `fresh`. */
  get history(): History {
    return this.all;
  }

  /** @param at - milliseconds since 1970 */
  take(event: LocalEvent, at: number): void {
    this.count += 1;
    if (event.type === "request") {
      this.current.push(event);
      if (this.next.requests.length < MOST_FRESH) {
        this.next.requests.push({ id: this.count, at, request: event });
      }
      return;
    }
    const text = describe(event);
    if (text !== undefined) {
      this.next.lines.push({ id: this.count, at, text: stripVTControlCharacters(text) });
    }
  }

  /** Ends a second of the charts. */
  endSecond(at: number, of: (region: string) => Pick<Figures, "healthy" | "lagSeconds">): void {
    const requests = groupBy(this.current, (request) => request.region ?? "");
    const figures = this.regions.map((region) => {
      const own = requests.get(region) ?? [];
      const milliseconds = own.map((request) => request.milliseconds).sort((a, b) => a - b);
      return {
        requests: own.length,
        errors: own.filter(({ status }) => status >= 500).length,
        p95: milliseconds[Math.floor(milliseconds.length * 0.95)],
        ...of(region),
      };
    });
    this.current = [];
    this.next.seconds.push({ at, figures });
  }

  /** Returns what is new since the last call. */
  fresh(): History {
    const fresh = this.next;
    this.next = nothing();
    this.all = appended(this.all, fresh);
    return fresh;
  }
}

function nothing(): { seconds: Second[]; requests: ListedRequest[]; lines: Line[] } {
  return { seconds: [], requests: [], lines: [] };
}
