import { preferred } from "../../http/accept";
import type { Answer } from "../../http/answer";
import type { Parameters } from "../../http/parameters";
import { Problem } from "../../http/problem";
import type { Request } from "../../http/request";
import { addDays, type Day, dayOf, later } from "../domain/day";
import { FIRST_DAY } from "../domain/fixings";
import { secondsUntilNext } from "../domain/freshness";
import { type Point, pointsOf, type Quote } from "../domain/history";
import {
  cursorOf,
  isInterval,
  isOrder,
  type Listing,
  listingOf,
  type Page,
  pageOf,
  type Window,
  widestWindowOf,
  windowOf,
} from "../domain/listing";
import { crossRate, firstWith } from "../domain/rates";
import { isSuperseded } from "../domain/selection";
import { json, type Operation, type Service } from "./operation";
import { currencyOf, dayOfParameter, lastDayAt } from "./parameters";
import { fixingsFirst, provenance, snapshotsOf, snapshotWith } from "./snapshots";

const FORMATS = ["application/json", "text/csv", "application/x-ndjson"] as const;

export const history: Operation = async (service, { parameters, request, now }) => {
  const format = preferred(request.headers["accept"], FORMATS);
  const listing = listed(parameters, request.query, now);
  const limit = Number(parameters["limit"]);
  const snapshots = snapshotsOf(service, now);
  const { snapshot: newest } = await snapshotWith(snapshots, []);
  const [{ points, next }, until] = await Promise.all([
    pageAt(service, listing, limit),
    snapshots.until(listing.to),
  ]);
  const cursor = next === undefined ? undefined : cursorOf(next);
  const codes = [listing.base, listing.quote];
  const last = firstWith(until, codes);
  const said = last === undefined ? {} : provenance(last, isSuperseded(until, last, codes), now, listing.to);
  return {
    ...formatted(format, listing, said, points, cursor),
    cacheSeconds: secondsUntilNext(last ?? newest, now, listing.to),
    headers: cursor === undefined ? {} : { Link: linkTo(listing, cursor, limit) },
  };
};

/** Returns a page that has points if there are any within five years. */
async function pageAt(service: Service, listing: Listing, limit: number): Promise<Page> {
  const page = await pageIn(service, listing, windowOf(listing, limit), limit);
  return page.points.length === 0 && page.next !== undefined
    ? pageIn(service, listing, widestWindowOf(listing), limit)
    : page;
}

async function pageIn(service: Service, listing: Listing, window: Window, limit: number): Promise<Page> {
  const points = pointsOf(await quotesOf(service, listing, window), listing.interval);
  return pageOf(listing, window, points, limit);
}

function listed(parameters: Parameters, given: Request["query"], now: Date): Listing {
  const base = currencyOf("base", parameters["base"] ?? "");
  const quote = currencyOf("quote", parameters["quote"] ?? "");
  const { interval, order, cursor } = parameters;
  if (cursor !== undefined) {
    return continued(cursor, { ...parameters, base, quote }, given, now);
  }
  const first = day(parameters, "from", now);
  const to = day(parameters, "to", now) ?? later(dayOf(now), first ?? FIRST_DAY);
  const from = first ?? later(FIRST_DAY, addDays(to, -365));
  if (from > to) {
    throw new Problem("invalid-parameter", `from: ${from} is after the last day, ${to}`);
  }
  if (!isInterval(interval) || !isOrder(order)) {
    throw new Problem("invalid-parameter", "interval, order: not one of the allowed values");
  }
  return { base, quote, interval, order, from, to, at: order === "asc" ? from : to };
}

/** Reads a cursor, which contains the whole listing. Other parameters must match it. */
function continued(cursor: string, parameters: Parameters, given: Request["query"], now: Date): Listing {
  const listing = listingOf(cursor, FIRST_DAY, lastDayAt(now));
  if (listing === undefined) {
    throw new Problem("invalid-parameter", "cursor: not the `next` of an earlier page");
  }
  for (const name of ["base", "quote", "interval", "order", "from", "to"] as const) {
    const inPath = name === "base" || name === "quote";
    if ((inPath || given[name] !== undefined) && parameters[name] !== listing[name]) {
      throw new Problem("invalid-parameter", `cursor: belongs to a listing with ${name} ${listing[name]}`);
    }
  }
  return listing;
}

function day(parameters: Parameters, name: "from" | "to", now: Date): Day | undefined {
  const value = parameters[name];
  return value === undefined ? undefined : dayOfParameter(name, value, now);
}

/**
 * Returns the rate of each day with a fixing, oldest first: from the fixing, or from the day's live rates if the fixing
 * lacks the pair. A day's rate depends on that day only, so it is the same on pages of every size.
 */
async function quotesOf(
  { table }: Service,
  { base, quote }: Listing,
  { from, to }: Window,
): Promise<Quote[]> {
  const snapshots = fixingsFirst(await table.fixingsBetween(from, to, [base, quote]));
  const fixed = new Set(snapshots.flatMap(({ day, time }) => (time === undefined ? [day] : [])));
  const quotes = new Map<Day, Quote>();
  for (const snapshot of snapshots) {
    const { day, source } = snapshot;
    const rate = fixed.has(day) && !quotes.has(day) ? crossRate(snapshot, base, quote) : undefined;
    if (rate !== undefined) {
      quotes.set(day, { day, rate, source });
    }
  }
  return [...quotes.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function formatted(
  format: (typeof FORMATS)[number],
  { base, quote, interval, from, to }: Listing,
  said: object,
  points: readonly Point[],
  next: string | undefined,
): Answer {
  switch (format) {
    case "application/json": {
      const more = next === undefined ? {} : { next };
      return json({ base, quote, interval, from, to, ...said, points, ...more });
    }
    case "text/csv": {
      const columns = interval === "day" ? "date,rate,source" : "date,open,high,low,close,fixings,sources";
      const rows = points.map((point) => Object.values(point).map(cell).join(","));
      return { contentType: "text/csv; charset=utf-8", body: lines([columns, ...rows]) };
    }
    case "application/x-ndjson":
      return { contentType: format, body: lines(points.map((point) => JSON.stringify(point))) };
  }
}

/** Spaces separate several publishers in one cell. */
function cell(value: string | number | readonly string[]): string {
  return typeof value === "object" ? value.join(" ") : String(value);
}

/** @see https://www.rfc-editor.org/rfc/rfc8288 */
function linkTo({ base, quote }: Listing, cursor: string, limit: number): string {
  return `</v1/history/${base}/${quote}?cursor=${cursor}&limit=${limit}>; rel="next"`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
