import { stripVTControlCharacters } from "node:util";
import { remembered } from "../terraform";
import { describe } from "./describe";
import type { LocalEvent } from "./events";
import { appended, type Figures, type History, type Line, type ListedRequest, type Second } from "./history";

/** Requests that one update lists: 200 per second. All are counted. */
const MOST_FRESH = 50;
/** The maximum latencies per second and region for its percentile. */
const MOST_LATENCIES = 2000;

interface Counted {
  errors: number;
  requests: number;
  readonly milliseconds: number[];
}

/** Collects the events of the local run for its pages. */
export class Recent {
  private all: History = nothing();
  private next = nothing();
  private counted = new Map<string, Counted>();
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
      this.countRequest(event);
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
    const figures = this.regions.map((region) => {
      const { requests = 0, errors = 0, milliseconds = [] } = this.counted.get(region) ?? {};
      milliseconds.sort((a, b) => a - b);
      return { requests, errors, p95: milliseconds[Math.floor(milliseconds.length * 0.95)], ...of(region) };
    });
    this.counted = new Map();
    this.next.seconds.push({ at, figures });
  }

  /** Returns what is new since the last call. */
  fresh(): History {
    const fresh = this.next;
    this.next = nothing();
    this.all = appended(this.all, fresh);
    return fresh;
  }

  private countRequest({ region, status, milliseconds }: ListedRequest["request"]): void {
    if (region === undefined) {
      return;
    }
    const counted = remembered(this.counted, region, () => ({ requests: 0, errors: 0, milliseconds: [] }));
    counted.requests += 1;
    counted.errors += status >= 500 ? 1 : 0;
    if (counted.milliseconds.length < MOST_LATENCIES) {
      counted.milliseconds.push(milliseconds);
    }
  }
}

function nothing(): { seconds: Second[]; requests: ListedRequest[]; lines: Line[] } {
  return { seconds: [], requests: [], lines: [] };
}
