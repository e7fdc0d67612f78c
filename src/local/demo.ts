import { setTimeout as sleep } from "node:timers/promises";
import { PLACES, type Place } from "../route53";
import { type Claim, claimsOf, inSeconds } from "./demo-claims";
import { demoPath } from "./demo-path";
import type { LocalRegions } from "./local-regions";
import type { DemoRequest } from "./service";
import { StackError } from "./stack/stack-error";
import { SteadyLoad } from "./steady-load";

const REQUEST_EVERY_MS = 50;
/** Seconds of the regions' time between two steps. */
const PAUSE_SECONDS = 20;
/** The real time that replication and a scheduled run take at any speed. */
const SETTLE_MS = 500;
/** The tolerance for delays of this machine. */
const SLACK_MS = 2000;
/** The preferred cities to represent a region's users. */
const PREFERRED = ["New York", "Dublin", "Singapore", "Tokyo", "Sydney", "São Paulo", "Mumbai"];

interface Users {
  readonly place: Place;
  readonly region: string;
}

/** What the demo does outside itself. */
export interface Stage {
  /** Tells people what happens. */
  readonly say: (line: string) => void;
  /** Carries out a command of the local run. @returns what was done */
  readonly command: (line: string) => Promise<string>;
}

/**
 * Simulates a region's failure and recovery under a steady load, and checks the claims about them.
 *
 * @throws StackError if fewer than two regions have users, or the API refuses the change
 */
export async function runDemo(regions: LocalRegions, { say, command }: Stage): Promise<Claim[]> {
  const everybody = usersOf(regions);
  const [failing, ...others] = everybody;
  if (failing === undefined || others.length === 0) {
    throw new StackError("the demo needs at least two regions with users");
  }
  const { region, place } = failing;
  const limitMs = regions.clock.realMs(regions.failoverSeconds);
  const pauseMs = Math.max(SETTLE_MS, regions.clock.realMs(PAUSE_SECONDS));
  say(
    `${regions.name}: ${everybody.map((one) => `${one.place.name} is answered by ${one.region}`).join(", ")}.`,
  );
  say(
    `Running ${regions.clock.speed} times faster than real time: ${regions.failoverSeconds} s take ${inSeconds(limitMs)}.`,
  );

  const loads = everybody.map((users) => ({ users, load: loadOf(regions, users) }));
  const load = loads[0]?.load ?? loadOf(regions, failing);
  const answeredBy = async (isExpected: (by: string) => boolean) => {
    const askedAt = load.now;
    const found = await load.until(
      (sample) => sample.status === 200 && sample.region !== undefined && isExpected(sample.region),
      limitMs + SLACK_MS,
    );
    return {
      at: found?.sentAt,
      by: found?.region,
      afterMs: (found?.sentAt ?? Number.POSITIVE_INFINITY) - askedAt,
    };
  };
  await sleep(pauseMs);

  say(`\nAll of ${region} fails.`);
  await command(`fail ${region}`);
  const moved = await answeredBy((by) => by !== region);
  say(
    moved.by === undefined
      ? "No users moved."
      : `${place.name} is answered by ${moved.by} after ${inSeconds(moved.afterMs)}.`,
  );

  const before = await regions.tables.contents(region);
  const changed = await change(regions, others, command);
  await sleep(pauseMs);
  const whileAway = await regions.tables.contents(region);
  const elsewhere = await regions.tables.contents(others[0]?.region ?? region);
  if (changed !== undefined) {
    say(`While ${region} is down: ${changed}.`);
  }

  say(`\n${region} is healed.`);
  await command(`heal ${region}`);
  const back = await answeredBy((by) => by === region);
  say(
    back.by === undefined
      ? "No users returned."
      : `${place.name} is answered by ${region} again after ${inSeconds(back.afterMs)}.`,
  );
  await sleep(pauseMs);

  const samples = await Promise.all(
    loads.map(async ({ users, load: one }) => ({ region: users.region, samples: await one.stop() })),
  );
  return claimsOf({
    region,
    speed: regions.clock.speed,
    versionOf: regions.service.demo?.versionOf,
    limitMs,
    slackMs: SLACK_MS,
    moved,
    back,
    own: samples.find((one) => one.region === region)?.samples ?? [],
    others: samples.filter((one) => one.region !== region),
    contents: {
      before: changed === undefined ? undefined : before,
      whileAway,
      elsewhere,
      after: await Promise.all(regions.regions.map((one) => regions.tables.contents(one))),
    },
  });
}

/** Returns one city per region whose users the region serves, the failing region first. */
function usersOf(regions: LocalRegions): Users[] {
  const places = [...PLACES].sort((a, b) => preference(a) - preference(b));
  return regions.regions
    .flatMap((region) => {
      const place = places.find((one) => regions.regionFor(one) === region);
      return place === undefined ? [] : [{ place, region }];
    })
    .sort((a, b) => preference(a.place) - preference(b.place));
}

function preference({ name }: Place): number {
  const index = PREFERRED.indexOf(name);
  return index < 0 ? PREFERRED.length : index;
}

function loadOf(regions: LocalRegions, { place }: Users): SteadyLoad {
  return new SteadyLoad(regions.urlOf(demoPath(regions), place.name), REQUEST_EVERY_MS);
}

/**
 * Changes the data of the healthy regions.
 *
 * @returns what was done; undefined if the service changes nothing
 * @throws StackError if the API rejects the change
 */
async function change(
  regions: LocalRegions,
  others: readonly Users[],
  command: Stage["command"],
): Promise<string | undefined> {
  const { change } = regions.service.demo ?? {};
  if (change === undefined) {
    return undefined;
  }
  const text = "command" in change ? await command(change.command) : await send(change, regions, others);
  await Promise.all(others.map((one) => regions.runSchedules(one.region)));
  return text;
}

async function send(
  { method, path, body }: DemoRequest,
  regions: LocalRegions,
  [users]: readonly Users[],
): Promise<string> {
  const response = await fetch(regions.urlOf(path, users?.place.name ?? ""), {
    method,
    headers: { "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body }),
  });
  const text = `${method} ${path} in ${users?.place.name} returns ${response.status}`;
  if (!response.ok) {
    throw new StackError(`${text}: ${await response.text()}`);
  }
  return text;
}
