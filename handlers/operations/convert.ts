import { convert } from "../domain/convert";
import type { Day } from "../domain/day";
import { secondsUntilNext } from "../domain/freshness";
import { isRounding } from "../domain/rounding";
import type { Snapshot } from "../domain/snapshot";
import { readBody } from "../http/body";
import { currencyOf, dayOfParameter, type Parameters, validate } from "../http/parameters";
import { Problem, type ProblemDetails } from "../http/problem";
import { conversion as declared } from "../openapi/parameters";
import { annotate } from "../tracing";
import { json, type Operation, type Service } from "./operation";
import { type Fixings, fixingWith, newestWith, provenance } from "./snapshots";

export const conversion: Operation = async (service, { parameters, now }) => {
  const { answer, cacheSeconds } = await converted(service, parameters, now, service.table);
  return json(answer, cacheSeconds);
};

/** Each conversion is answered or refused on its own; a fault of the region is one of them all. */
export const conversions: Operation = async (service, { request, now }) => {
  const fixings = new FixingsByDay(service.table);
  const answerOne = async (item: Readonly<Record<string, unknown>>) => {
    try {
      const given = Object.entries(item).map(([name, value]) => [name, [value]]);
      const parameters = validate(declared, Object.fromEntries(given));
      const { answer } = await converted(service, parameters, now, fixings);
      return { conversion: answer };
    } catch (error) {
      return { problem: refusal(error) };
    }
  };
  return json({ answers: await Promise.all(readBody(request, "conversions").map(answerOne)) });
};

/** The fixings of the days of one request: each day is asked for once. */
class FixingsByDay implements Fixings {
  private readonly asked = new Map<Day, Promise<Snapshot[]>>();

  constructor(private readonly fixings: Fixings) {}

  fixingsUntil(day: Day): Promise<Snapshot[]> {
    const found = this.asked.get(day) ?? this.fixings.fixingsUntil(day);
    this.asked.set(day, found);
    return found;
  }
}

function refusal(error: unknown): ProblemDetails {
  if (error instanceof Problem && error.status < 500) {
    return error.details;
  }
  throw error;
}

async function converted(service: Service, parameters: Parameters, now: Date, fixings: Fixings) {
  const from = currencyOf("from", parameters["from"] ?? "");
  const to = currencyOf("to", parameters["to"] ?? "");
  const { amount = "", rounding = "", date: asked } = parameters;
  annotate({ pair: `${from}/${to}` });
  if (!isRounding(rounding)) {
    throw new Problem("invalid-parameter", "rounding: it is not one of those declared");
  }
  const date = asked === undefined ? undefined : dayOfParameter("date", asked, now);
  const snapshot: Snapshot =
    date === undefined
      ? await newestWith(service, [from, to], now)
      : await fixingWith(service, date, [from, to], now, fixings);
  const result = convert(snapshot, from, to, amount, rounding);
  const answer = {
    from,
    to,
    amount,
    ...result,
    rounding,
    ...(date === undefined ? {} : { date, carriedForward: snapshot.day !== date }),
    ...provenance(snapshot, now, date),
  };
  return { answer, cacheSeconds: secondsUntilNext(snapshot, now, date) };
}
