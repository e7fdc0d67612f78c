import { convert } from "../domain/convert";
import { isRounding } from "../domain/decimal";
import { secondsUntilNext } from "../domain/freshness";
import type { Snapshot } from "../domain/snapshot";
import { readBody } from "../http/body";
import { currencyOf, dayOfParameter, type Parameters, validate } from "../http/parameters";
import { Problem, type ProblemDetails } from "../http/problem";
import { conversion as declared } from "../openapi/parameters";
import { json, type Operation, type Service } from "./operation";
import { fixingWith, newestWith, provenance } from "./snapshots";

export const conversion: Operation = async (service, { parameters, now }) => {
  const { answer, cacheSeconds } = await converted(service, parameters, now);
  return json(answer, cacheSeconds);
};

/** Each conversion is answered or refused on its own; a fault of the region is one of them all. */
export const conversions: Operation = async (service, { request, now }) => {
  const asked = readBody(request, "conversions");
  return json({ answers: await Promise.all(asked.map((item) => answerOne(service, item, now))) });
};

async function answerOne(service: Service, item: Readonly<Record<string, unknown>>, now: Date) {
  try {
    const given = Object.entries(item).map(([name, value]) => [name, [value]]);
    const { answer } = await converted(service, validate(declared, Object.fromEntries(given)), now);
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

async function converted(service: Service, parameters: Parameters, now: Date) {
  const from = currencyOf("from", parameters["from"] ?? "");
  const to = currencyOf("to", parameters["to"] ?? "");
  const { amount = "", rounding = "", date: asked } = parameters;
  if (!isRounding(rounding)) {
    throw new Problem("invalid-parameter", "rounding: it is not one of those declared");
  }
  const date = asked === undefined ? undefined : dayOfParameter("date", asked, now);
  const snapshot: Snapshot =
    date === undefined
      ? await newestWith(service, [from, to], now)
      : await fixingWith(service, date, [from, to], now);
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
