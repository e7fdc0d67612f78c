import type { LocalEvent } from "./events";

/** The maximum lengths of the lists: the charts show fifteen minutes. */
export const MOST = { seconds: 900, requests: 500, lines: 100 } as const;

/** One region in one second. */
export interface Figures {
  readonly requests: number;
  /** Responses with a status of 500 or higher. */
  readonly errors: number;
  /** Milliseconds; undefined without requests. */
  readonly p95: number | undefined;
  /** Undefined without a health check. */
  readonly healthy: boolean | undefined;
  /** The age of the oldest change that is not yet replicated to the region, in seconds of the regions' time. */
  readonly lagSeconds: number;
}

export interface Second {
  /** Seconds since 1970, of this machine. */
  readonly at: number;
  /** In the order of the regions. */
  readonly figures: readonly Figures[];
}

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

/** The recent past, oldest first, as the local run and its pages keep it. */
export interface History {
  readonly seconds: readonly Second[];
  readonly requests: readonly ListedRequest[];
  readonly lines: readonly Line[];
}

/** Appends what is new and drops the oldest, so that a history's size does not depend on the number of events. */
export function appended(history: History, fresh: History): History {
  return {
    seconds: last(MOST.seconds, history.seconds, fresh.seconds),
    requests: last(MOST.requests, history.requests, fresh.requests),
    lines: last(MOST.lines, history.lines, fresh.lines),
  };
}

function last<T>(most: number, items: readonly T[], more: readonly T[]): readonly T[] {
  return more.length === 0 ? items : [...items, ...more].slice(-most);
}
