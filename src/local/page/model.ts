import type { Snapshot, Update } from "../feed";
import type { Fresh } from "../recent";

/** The maximum lengths of the charts, the list of requests and the list of events. */
export const MOST = { seconds: 900, requests: 500, lines: 100 } as const;

/** The content of the page. Lists are bounded, however long the page is open. */
export interface Model extends Snapshot {
  readonly isConnected: boolean;
}

/** The model after an update. */
export function updated(model: Model, update: Update): Model {
  return { ...model, ...update, ...appended(model, update) };
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
