import { secondsUntilNext } from "../domain/freshness";
import { ratesAgainst } from "../domain/rates";
import { currenciesOf, currencyOf, dayOfParameter, type Parameters } from "../http/parameters";
import { json, type Operation } from "./operation";
import { fixingWith, newestWith, provenance } from "./snapshots";

export const latest: Operation = async (service, { parameters, now }) => {
  const { base, symbols } = wanted(parameters);
  const snapshot = await newestWith(service, [base, ...(symbols ?? [])], now);
  return json(
    { base, ...provenance(snapshot, now), rates: ratesAgainst(snapshot, base, symbols) },
    secondsUntilNext(snapshot, now),
  );
};

export const ratesOfDay: Operation = async (service, { parameters, now }) => {
  const { base, symbols } = wanted(parameters);
  const date = dayOfParameter("date", parameters["date"] ?? "", now);
  const snapshot = await fixingWith(service, date, [base, ...(symbols ?? [])], now);
  return json(
    {
      base,
      date,
      carriedForward: snapshot.day !== date,
      ...provenance(snapshot, now, date),
      rates: ratesAgainst(snapshot, base, symbols),
    },
    secondsUntilNext(snapshot, now, date),
  );
};

function wanted({ base = "", symbols }: Parameters) {
  return {
    base: currencyOf("base", base),
    symbols: symbols === undefined ? undefined : currenciesOf("symbols", symbols),
  };
}
