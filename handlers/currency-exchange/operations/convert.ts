import { readBody } from "../../http/body";
import { type Parameters, validate } from "../../http/parameters";
import { Problem, type ProblemDetails } from "../../http/problem";
import { annotate } from "../../tracing";
import { convert } from "../domain/convert";
import { cacheSeconds } from "../domain/freshness";
import { isRounding } from "../domain/rounding";
import { conversion as declared } from "../openapi/parameters";
import { json, type Operation } from "./operation";
import { currencyOf, dayOfParameter } from "./parameters";
import { provenance, type Snapshots, snapshotsFor, snapshotsOf, snapshotWith } from "./snapshots";

/**
 * Conversions that read concurrently. Each may need another day, and a hundred concurrent reads would slow each other
 * down.
 */
const AT_ONCE = 10;

export const conversion: Operation = async (service, { parameters, now }) => {
  const { answer, seconds } = await converted(snapshotsOf(service, now), parameters, now);
  return json(answer, seconds);
};

/** Converts each entry independently, all from the same snapshots. A fault of the region fails the whole request. */
export const conversions: Operation = async (service, { request, now }) => {
  const items = readBody(request, "conversions");
  const snapshots = snapshotsOf(service, now);
  const answers: object[] = [];
  for (let first = 0; first < items.length; first += AT_ONCE) {
    const some = items.slice(first, first + AT_ONCE);
    answers.push(...(await Promise.all(some.map((item) => answered(snapshots, item, now)))));
  }
  return json({ answers });
};

async function answered(snapshots: Snapshots, item: Readonly<Record<string, unknown>>, now: Date) {
  try {
    const given = Object.entries(item).map(([name, value]) => [name, [value]]);
    const parameters = validate(declared, Object.fromEntries(given));
    const { answer } = await converted(snapshots, parameters, now);
    return { conversion: answer };
  } catch (error) {
    return { problem: refusal(error) };
  }
}

function refusal(error: unknown): ProblemDetails {
  if (error instanceof Problem && error.status < 500) {
    return error.details;
  }
  throw error;
}

async function converted(snapshots: Snapshots, parameters: Parameters, now: Date) {
  const from = currencyOf("from", parameters["from"] ?? "");
  const to = currencyOf("to", parameters["to"] ?? "");
  const { amount = "", rounding = "", date: asked } = parameters;
  annotate({ pair: `${from}/${to}` });
  if (!isRounding(rounding)) {
    throw new Problem("invalid-parameter", "rounding: not one of the allowed values");
  }
  const date = asked === undefined ? undefined : dayOfParameter("date", asked, now);
  const { snapshot, superseded } = await snapshotWith(snapshots, [from, to], date);
  const answer = {
    from,
    to,
    amount,
    ...convert(snapshot, from, to, amount, rounding),
    rounding,
    ...(date === undefined ? {} : { date, carriedForward: snapshot.day !== date }),
    ...provenance(snapshot, superseded, now, date),
  };
  const candidates = await snapshotsFor(snapshots, date);
  return { answer, seconds: cacheSeconds(snapshot, candidates, now, date) };
}
