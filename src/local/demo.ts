import { setTimeout as sleep } from "node:timers/promises";
import { PLACES, type Place } from "../route53";
import { carryOut } from "./commands";
import { bad, good } from "./describe";
import type { LocalRegions } from "./local-regions";
import { type Sample, SteadyLoad } from "./steady-load";

/** What the clients ask for. */
const PATH = "/v1/latest?base=USD&symbols=EUR,GBP,JPY";
const REQUEST_EVERY_MS = 50;
/** Seconds of the regions' time in which nothing new happens. */
const PAUSE_SECONDS = 20;
/** What replication and a schedule's run take here, at any speed. */
const SETTLE_MS = 500;
/** What this machine may be late by. */
const SLACK_MS = 2000;
/** The cities that stand for a region's users, if they are its users. */
const PREFERRED = ["New York", "Dublin", "Singapore", "Tokyo", "Sydney", "São Paulo", "Mumbai"];

interface Claim {
  readonly claim: string;
  readonly holds: boolean;
  readonly figures: string;
}

interface Users {
  readonly place: Place;
  readonly region: string;
  readonly load: SteadyLoad;
}

/**
 * Plays a region's failure and return under a steady load, and holds what happens against what is claimed.
 *
 * @returns the exit code: 1 if a claim fails
 */
export async function runDemo(regions: LocalRegions, asJson: boolean): Promise<number> {
  const say = (line: string) => asJson || console.log(line);
  const users = usersOf(regions);
  const [failing] = users;
  if (failing === undefined || users.length < 2) {
    throw new Error("the demo needs two regions with users");
  }
  const { speed } = regions.clock;
  const limitMs = regions.clock.realMs(regions.failoverSeconds) + SLACK_MS;
  const pauseMs = Math.max(SETTLE_MS, regions.clock.realMs(PAUSE_SECONDS));
  const { region } = failing;
  const others = users.filter((one) => one !== failing);
  say(`${regions.name}: ${users.map((one) => `${one.place.name} is answered by ${one.region}`).join(", ")}.`);
  say(
    `Time passes ${speed} times as fast: ${regions.failoverSeconds} s are ${(limitMs - SLACK_MS) / 1000} s.`,
  );
  await sleep(pauseMs);

  say(`\nAll of ${region} fails.`);
  const failedAt = failing.load.now;
  await carryOut(`fail ${region}`, regions);
  const moved = await failing.load.until(
    (sample) => sample.status === 200 && sample.region !== region,
    limitMs,
  );
  const movedMs = (moved?.sentAt ?? Number.POSITIVE_INFINITY) - failedAt;
  say(
    moved === undefined
      ? "Nobody moved."
      : `${failing.place.name} is answered by ${moved.region} after ${(movedMs / 1000).toFixed(1)} s.`,
  );

  const stale = await itemsIn(regions, region);
  const day = regions.nextDay();
  await Promise.all(others.map((one) => regions.runSchedules(one.region)));
  say(`The rates of ${day} come out and are stored where there is a region to store them.`);
  await sleep(pauseMs);
  const missed =
    (await itemsIn(regions, region)) === stale && (await itemsIn(regions, others[0]?.region ?? "")) !== stale;

  say(`\n${region} is healed.`);
  const healedAt = failing.load.now;
  await carryOut(`heal ${region}`, regions);
  const back = await failing.load.until(
    (sample) => sample.status === 200 && sample.region === region,
    limitMs,
  );
  const backMs = (back?.sentAt ?? Number.POSITIVE_INFINITY) - healedAt;
  say(
    back === undefined
      ? "Nobody came back."
      : `${failing.place.name} is answered by ${region} again after ${(backMs / 1000).toFixed(1)} s.`,
  );
  await sleep(pauseMs);
  const samples = new Map(await Promise.all(users.map(async (one) => [one, await one.load.stop()] as const)));
  const items = await Promise.all(regions.regions.map((one) => itemsIn(regions, one)));

  const own = samples.get(failing) ?? [];
  const lost = own.filter(({ status }) => status !== 200);
  const lostLater = lost.filter(({ sentAt }) => moved === undefined || sentAt >= moved.sentAt);
  const otherSamples = others.flatMap((one) => (samples.get(one) ?? []).map((sample) => ({ one, sample })));
  const touched = otherSamples.filter(
    ({ one, sample }) => sample.status !== 200 || sample.region !== one.region,
  );
  const all = [...samples.values()].flat();
  const claims: Claim[] = [
    {
      claim: `the users of ${region} move within ${((limitMs - SLACK_MS) / 1000).toFixed(1)} s`,
      holds: movedMs <= limitMs,
      figures: `${(movedMs / 1000).toFixed(1)} s here, ${Math.round((movedMs / 1000) * speed)} s at AWS's pace; ${lost.length} of ${own.length} requests failed before`,
    },
    {
      claim: "once they have moved, none of their requests is lost",
      holds: lostLater.length === 0,
      figures: `${lostLater.length} of ${own.filter(({ sentAt }) => moved !== undefined && sentAt >= moved.sentAt).length}`,
    },
    {
      claim: "nobody else notices",
      holds: touched.length === 0,
      figures: `${touched.length} of ${otherSamples.length} requests failed or were moved`,
    },
    {
      claim: `${region} missed the new rates while it was away, and has them now: every region holds the same`,
      holds: missed && items.every((one) => one === items[0]),
      figures: `${new Set(items).size === 1 ? "equal" : "different"} items in ${items.length} regions`,
    },
    {
      claim: `its users are answered by ${region} again`,
      holds: back !== undefined,
      figures: `after ${(backMs / 1000).toFixed(1)} s here`,
    },
    {
      claim: "no answer is wrong: the same day has the same rates everywhere",
      holds: contradictions(all) === 0,
      figures: `${contradictions(all)} of ${all.filter(({ status }) => status === 200).length} answers`,
    },
  ];
  report(claims, asJson);
  return claims.every(({ holds }) => holds) ? 0 : 1;
}

/** For each region a place whose users it answers, and their load. */
function usersOf(regions: LocalRegions): Users[] {
  const places = [...PLACES].sort((a, b) => preference(a) - preference(b));
  return regions.regions
    .flatMap((region) => {
      const place = places.find((one) => regions.regionFor(one) === region);
      return place === undefined ? [] : [{ place, region }];
    })
    .sort((a, b) => preference(a.place) - preference(b.place))
    .map(({ place, region }) => {
      const url = `${regions.url}${PATH}&place=${encodeURIComponent(place.name)}`;
      return { place, region, load: new SteadyLoad(url, REQUEST_EVERY_MS) };
    });
}

function preference({ name }: Place): number {
  const index = PREFERRED.indexOf(name);
  return index < 0 ? PREFERRED.length : index;
}

async function itemsIn(regions: LocalRegions, region: string): Promise<string> {
  return JSON.stringify(await regions.tables.contents(region));
}

/** Answers whose rates are not those of another answer for the same day. */
function contradictions(samples: readonly Sample[]): number {
  const known = new Map<string, string>();
  return samples.filter(({ status, body }) => {
    if (status !== 200) {
      return false;
    }
    const { asOf, rates } = JSON.parse(body);
    const before = known.get(asOf) ?? JSON.stringify(rates);
    known.set(asOf, before);
    return before !== JSON.stringify(rates);
  }).length;
}

function report(claims: readonly Claim[], asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify({ type: "demo", claims }));
    return;
  }
  console.log("");
  for (const { claim, holds, figures } of claims) {
    console.log(`${holds ? good("holds ") : bad("fails ")} ${claim}\n       ${figures}`);
  }
}
