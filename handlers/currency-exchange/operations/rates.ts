import type { Parameters } from "../../http/parameters";
import type { Day } from "../domain/day";
import { cacheSeconds } from "../domain/freshness";
import { type Share, select } from "../domain/selection";
import { json, type Operation, type Service } from "./operation";
import { currenciesOf, currencyOf, dayOfParameter } from "./parameters";
import { noRate, provenance, snapshotsFor, snapshotsOf } from "./snapshots";

export const latest: Operation = async (service, { parameters, now }) => {
  const { base, selected, seconds } = await selection(service, parameters, now);
  return json({ base, ...selected }, seconds);
};

export const ratesOfDay: Operation = async (service, { parameters, now }) => {
  const date = dayOfParameter("date", parameters["date"] ?? "", now);
  const { base, selected, seconds, snapshot } = await selection(service, parameters, now, date);
  return json({ base, date, carriedForward: snapshot.day !== date, ...selected }, seconds);
};

/** Returns each currency's rate for a day or now, and lists rates that are old, in quarantine, or missing. */
async function selection(service: Service, parameters: Parameters, now: Date, day?: Day) {
  const base = currencyOf("base", parameters["base"] ?? "");
  const given = parameters["symbols"];
  const symbols = given === undefined ? undefined : currenciesOf("symbols", given);
  const snapshots = snapshotsOf(service, now);
  const candidates = await snapshotsFor(snapshots, day);
  const found = select(candidates, base, symbols);
  if (found === undefined || (symbols !== undefined && found.missing.length > 0)) {
    throw await noRate(snapshots, candidates, [base, ...(symbols ?? [])], day);
  }
  const { main, rates, fallbacks, quarantined, missing } = found;
  const described = ({ snapshot, superseded }: Share) => provenance(snapshot, superseded, now, day);
  return {
    base,
    snapshot: main.snapshot,
    seconds: cacheSeconds(main.snapshot, candidates, now, day),
    selected: {
      ...described(main),
      rates,
      fallbacks: fallbacks.map((share) => ({ ...described(share), currencies: share.currencies })),
      quarantined,
      missing,
    },
  };
}
