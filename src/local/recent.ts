import { stripVTControlCharacters } from "node:util";
import { describe } from "./describe";
import type { LocalEvent } from "./events";
import { type Figures, History, type Second } from "./history";

/** Requests that one update lists: 200 per second. All are counted. */
const MOST_FRESH = 50;
const RECENT_REQUESTS = 200;
const RECENT_LINES = 100;

/** A request in the page's list. */
export interface ListedRequest {
  /** Counts up. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly request: Extract<LocalEvent, { readonly type: "request" }>;
}

/** An event in one sentence. */
export interface Line {
  readonly id: number;
  readonly at: number;
  readonly text: string;
}

/** Requests and events since an earlier moment. */
export interface Fresh {
  readonly seconds: readonly Second[];
  readonly requests: readonly ListedRequest[];
  readonly lines: readonly Line[];
}

/** The recent past, as pages show it. Its size does not depend on the number of events. */
export class Recent {
  private readonly history: History;
  private readonly requests: ListedRequest[] = [];
  private readonly lines: Line[] = [];
  private next: { seconds: Second[]; requests: ListedRequest[]; lines: Line[] } = nothing();
  private count = 0;

  constructor(regions: readonly string[]) {
    this.history = new History(regions);
  }

  get kept(): Fresh {
    return { seconds: this.history.seconds, requests: this.requests, lines: this.lines };
  }

  /** @param at - milliseconds since 1970 */
  take(event: LocalEvent, at: number): void {
    this.history.count(event);
    this.count += 1;
    if (event.type === "request") {
      if (this.next.requests.length < MOST_FRESH) {
        const listed = { id: this.count, at, request: event };
        this.next.requests.push(listed);
        keep(this.requests, listed, RECENT_REQUESTS);
      }
      return;
    }
    const text = describe(event);
    if (text !== undefined) {
      const line = { id: this.count, at, text: stripVTControlCharacters(text) };
      keep(this.next.lines, line, RECENT_LINES);
      keep(this.lines, line, RECENT_LINES);
    }
  }

  endSecond(at: number, of: (region: string) => Pick<Figures, "healthy" | "lagSeconds">): void {
    this.next.seconds.push(this.history.close(at, of));
  }

  /** Returns the requests and events since the last call. */
  fresh(): Fresh {
    const fresh = this.next;
    this.next = nothing();
    return fresh;
  }
}

function nothing(): { seconds: Second[]; requests: ListedRequest[]; lines: Line[] } {
  return { seconds: [], requests: [], lines: [] };
}

/** Appends an item, and drops the oldest. */
function keep<T>(items: T[], item: T, most: number): void {
  items.push(item);
  if (items.length > most) {
    items.shift();
  }
}
