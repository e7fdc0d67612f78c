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
  pageOf,
  type Window,
  windowOf,
} from "../domain/listing";
import { crossRate } from "../domain/rates";
import { preferred } from "../http/accept";
import { currencyOf, dayOfParameter, type Parameters } from "../http/parameters";
import { Problem } from "../http/problem";
import type { Request } from "../http/request";
import { type Answer, json, type Operation, type Service } from "./operation";
import { newestWith } from "./snapshots";

const FORMATS = ["application/json", "text/csv", "application/x-ndjson"] as const;

export const history: Operation = async (service, { parameters, request, now }) => {
  const format = preferred(request.headers["accept"], FORMATS);
  const listing = listed(parameters, request.query, now);
  const limit = Number(parameters["limit"]);
  const newest = await newestWith(service, [], now);
  const window = windowOf(listing, limit);
  const points = pointsOf(await quotesOf(service, listing, window), listing.interval);
  const { points: shown, next } = pageOf(listing, window, points, limit);
  const cursor = next === undefined ? undefined : cursorOf(next);
  return {
    ...formatted(format, listing, shown, cursor),
    cacheSeconds: secondsUntilNext(newest, now),
    headers: cursor === undefined ? {} : { Link: linkTo(listing, cursor, limit) },
  };
};

function listed(parameters: Parameters, given: Request["query"], now: Date): Listing {
  const base = currencyOf("base", parameters["base"] ?? "");
  const quote = currencyOf("quote", parameters["quote"] ?? "");
  const { interval, order, cursor } = parameters;
  if (cursor !== undefined) {
    return continued(cursor, { ...parameters, base, quote }, given);
  }
  const today = dayOf(now);
  const to = day(parameters, "to", now) ?? today;
  const from = day(parameters, "from", now) ?? later(FIRST_DAY, addDays(to, -365));
  if (from > to) {
    throw new Problem("invalid-parameter", `from: ${from} is after ${to}, the last day`);
  }
  if (!isInterval(interval) || !isOrder(order)) {
    throw new Problem("invalid-parameter", "interval, order: they are not of those declared");
  }
  return { base, quote, interval, order, from, to, at: order === "asc" ? from : to };
}

/** A cursor knows its listing. What is given beside it must say the same. */
function continued(cursor: string, parameters: Parameters, given: Request["query"]): Listing {
  const listing = listingOf(cursor);
  if (listing === undefined) {
    throw new Problem("invalid-parameter", "cursor: it is not the `next` of a page");
  }
  for (const name of ["base", "quote", "interval", "order", "from", "to"] as const) {
    const inPath = name === "base" || name === "quote";
    if ((inPath || given[name] !== undefined) && parameters[name] !== listing[name]) {
      throw new Problem("invalid-parameter", `cursor: it is of a listing with ${name} ${listing[name]}`);
    }
  }
  return listing;
}

function day(parameters: Parameters, name: "from" | "to", now: Date): Day | undefined {
  const value = parameters[name];
  return value === undefined ? undefined : dayOfParameter(name, value, now);
}

/** The rate of each day with a fixing, from the first source that has both currencies; oldest first. */
async function quotesOf(
  { table }: Service,
  { base, quote }: Listing,
  { from, to }: Window,
): Promise<Quote[]> {
  const quotes = new Map<Day, Quote>();
  for (const fixing of (await table.fixingsBetween(from, to, [base, quote])).toReversed()) {
    const rate = crossRate(fixing, base, quote);
    if (rate !== undefined) {
      quotes.set(fixing.day, { day: fixing.day, rate });
    }
  }
  return [...quotes.values()];
}

function formatted(
  format: (typeof FORMATS)[number],
  { base, quote, interval, from, to }: Listing,
  points: readonly Point[],
  next: string | undefined,
): Answer {
  switch (format) {
    case "application/json": {
      const more = next === undefined ? {} : { next };
      return json({ base, quote, interval, from, to, points, ...more });
    }
    case "text/csv": {
      const columns = interval === "day" ? "date,rate" : "date,open,high,low,close,fixings";
      const rows = points.map((point) => Object.values(point).join(","));
      return { contentType: "text/csv; charset=utf-8", body: lines([columns, ...rows]) };
    }
    case "application/x-ndjson":
      return { contentType: format, body: lines(points.map((point) => JSON.stringify(point))) };
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc8288 */
function linkTo({ base, quote }: Listing, cursor: string, limit: number): string {
  return `</v1/history/${base}/${quote}?cursor=${cursor}&limit=${limit}>; rel="next"`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
