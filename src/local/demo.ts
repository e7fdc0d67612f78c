import { setTimeout as sleep } from "node:timers/promises";
import type { Place } from "../route53";
import { type Claim, claimsOf, grayClaimsOf, inSeconds } from "./demo-claims";
import { type Minute, pagesOf } from "./demo-pages";
import { introduction, loadOf, type Users, usersOf } from "./demo-users";
import type { LocalRegions } from "./local-regions";
import type { DemoName } from "./options";
import { playRollout } from "./rollout/play-rollout";
import type { DemoRequest } from "./service";
import { StackError } from "./stack/stack-error";
import type { Sample, SteadyLoad } from "./steady-load";

const REQUEST_EVERY_MS = 50;
/** Seconds of the regions' time between two steps. */
const PAUSE_SECONDS = 20;
/** The real time that replication and a scheduled run take at any speed. */
const SETTLE_MS = 500;
/** The tolerance for delays of this machine. */
const SLACK_MS = 2000;
const GRAY_PERCENT = 60;
/** The intended failure during the half hour in which an alarm should detect it. */
const EXPECTED: readonly Minute[] = Array.from({ length: 30 }, () => ({
  requests: 100,
  failed: GRAY_PERCENT,
}));

/** What the demo does outside itself. */
export interface Stage {
  /** Prints a line about the course of the demo. */
  readonly say: (line: string) => void;
  /** Carries out a command of the local run. @returns what was done */
  readonly command: (line: string) => Promise<string>;
}

/**
 * Simulates a region's failure and recovery, or rollouts, under a steady load, and checks the claims about them.
 *
 * @throws StackError if the stack has too few regions or lacks a part that the demo needs, or the API refuses the change
 */
export async function runDemo(regions: LocalRegions, stage: Stage, name: DemoName): Promise<Claim[]> {
  if (name === "rollout") {
    return playRollout(regions, stage);
  }
  const scene = new Scene(regions, stage);
  try {
    return await (name === "gray" ? playGray(scene) : playOutage(scene));
  } finally {
    await scene.end();
  }
}

/** The regions, and a client of each that sends requests. */
class Scene {
  /** The one that fails. */
  readonly region: string;
  readonly place: Place;
  readonly others: readonly Users[];
  readonly pauseMs: number;
  /** Of the failing region's users. */
  readonly load: SteadyLoad;
  private readonly loads: readonly { readonly users: Users; readonly load: SteadyLoad }[];

  constructor(
    readonly regions: LocalRegions,
    private readonly stage: Stage,
  ) {
    const everybody = usersOf(regions);
    const [failing, ...others] = everybody;
    if (failing === undefined || others.length === 0) {
      throw new StackError("the demo needs at least two regions with users");
    }
    this.region = failing.region;
    this.place = failing.place;
    this.others = others;
    this.pauseMs = Math.max(SETTLE_MS, regions.clock.realMs(PAUSE_SECONDS));
    this.load = loadOf(regions, failing, REQUEST_EVERY_MS);
    this.loads = [
      { users: failing, load: this.load },
      ...others.map((users) => ({ users, load: loadOf(regions, users, REQUEST_EVERY_MS) })),
    ];
    this.say(introduction(regions, everybody));
  }

  say(line: string): void {
    this.stage.say(line);
  }

  command(line: string): Promise<string> {
    return this.stage.command(line);
  }

  saySpeed(seconds: number): void {
    const { clock } = this.regions;
    this.say(
      `Running ${clock.speed} times faster than real time: ${seconds} s take ${inSeconds(clock.realMs(seconds))}.`,
    );
  }

  pause(): Promise<void> {
    return sleep(this.pauseMs);
  }

  /** Waits until the failing region's users get an answer from another region, or from it. */
  async answered(limitMs: number, isExpected: (by: string) => boolean) {
    const askedAt = this.load.now;
    const found = await this.load.until(
      (sample) => sample.status === 200 && sample.region !== undefined && isExpected(sample.region),
      limitMs + SLACK_MS,
    );
    return {
      at: found?.sentAt,
      by: found?.region,
      afterMs: (found?.sentAt ?? Number.POSITIVE_INFINITY) - askedAt,
    };
  }

  async moved(limitMs: number) {
    const moved = await this.answered(limitMs, (by) => by !== this.region);
    this.say(
      moved.by === undefined
        ? "No users moved."
        : `${this.place.name} is served by ${moved.by} after ${inSeconds(moved.afterMs)}.`,
    );
    return moved;
  }

  async back(limitMs: number) {
    const back = await this.answered(limitMs, (by) => by === this.region);
    this.say(
      back.by === undefined
        ? "No users returned."
        : `${this.place.name} is served by ${this.region} again after ${inSeconds(back.afterMs)}.`,
    );
    return back;
  }

  /** Ends the requests. */
  async end() {
    const samples = await Promise.all(
      this.loads.map(async ({ users, load }) => ({ region: users.region, samples: await load.stop() })),
    );
    return {
      region: this.region,
      speed: this.regions.clock.speed,
      versionOf: this.regions.service.demo?.versionOf,
      slackMs: SLACK_MS,
      own: samples.find((one) => one.region === this.region)?.samples ?? [],
      others: samples.filter((one) => one.region !== this.region),
    };
  }
}

async function playOutage(scene: Scene): Promise<Claim[]> {
  const { regions, region, others } = scene;
  const limitMs = regions.clock.realMs(regions.failoverSeconds);
  scene.saySpeed(regions.failoverSeconds);
  await scene.pause();

  scene.say(`\nAll of ${region} fails.`);
  await scene.command(`fail ${region}`);
  const moved = await scene.moved(limitMs);

  const before = await regions.tables.contents(region);
  const changed = await change(regions, others, (line) => scene.command(line));
  await scene.pause();
  const whileAway = await regions.tables.contents(region);
  const elsewhere = await regions.tables.contents(others[0]?.region ?? region);
  if (changed !== undefined) {
    scene.say(`While ${region} is down: ${changed}.`);
  }

  scene.say(`\n${region} is healed.`);
  await scene.command(`heal ${region}`);
  const back = await scene.back(limitMs);
  await scene.pause();

  return claimsOf({
    ...(await scene.end()),
    limitMs,
    moved,
    back,
    contents: {
      before: changed === undefined ? undefined : before,
      whileAway,
      elsewhere,
      after: await contents(regions),
    },
  });
}

async function playGray(scene: Scene): Promise<Claim[]> {
  const { regions, region, load } = scene;
  if (!regions.evacuations.canEvacuate(region)) {
    throw new StackError(
      `the gray demo needs evacuation, but no health check looks for a marker of ${region}`,
    );
  }
  const { clock, failoverSeconds, stack } = regions;
  const seconds = regions.evacuationSeconds(region);
  const limitMs = clock.realMs(seconds);
  const pageDue = pagesOf(stack.terraform, region, EXPECTED)[0]?.minutes;
  scene.saySpeed(seconds);
  await scene.pause();

  scene.say(`\n${GRAY_PERCENT}% of ${region}'s requests fail, and its health check succeeds.`);
  let failedChecks = 0;
  const stop = regions.events.on((event) => {
    failedChecks += event.type === "health" && !event.healthy ? 1 : 0;
  });
  const failedAt = load.now;
  await scene.command(`fail ${region} gray ${GRAY_PERCENT}`);
  await sleep(clock.realMs(Math.max(failoverSeconds, (pageDue ?? 0) * 60)));
  stop();

  scene.say(
    `\n${pageDue === undefined ? "Users complain" : `An alarm has paged within ${pageDue} min`}: a person evacuates ${region}.`,
  );
  const evacuatedAt = load.now;
  await scene.command(`evacuate ${region}`);
  const moved = await scene.moved(limitMs);
  await scene.pause();

  scene.say(`\n${region} is healed, and the evacuation ends.`);
  await scene.command(`heal ${region}`);
  await scene.command(`evacuate ${region} undo`);
  const back = await scene.back(limitMs);
  await scene.pause();

  const ended = await scene.end();
  const after = await contents(regions);
  const whileAway = after[0] ?? {};
  return grayClaimsOf({
    ...ended,
    limitMs,
    moved,
    back,
    contents: { before: undefined, whileAway, elsewhere: whileAway, after },
    percent: GRAY_PERCENT,
    failedAt,
    evacuatedAt,
    failoverMs: clock.realMs(failoverSeconds),
    failedChecks,
    pageDue,
    pages: pagesOf(stack.terraform, region, minutesOf(ended.own, region, failedAt, clock.speed)),
  });
}

/** Counts the requests that a region answered in each minute of the regions' time since the first failure. */
function minutesOf(
  samples: readonly Sample[],
  region: string,
  from: number,
  speed: number,
): readonly Minute[] {
  const own = samples.filter((sample) => sample.sentAt >= from && sample.region === region);
  const minuteOf = ({ sentAt }: Sample) => Math.floor(((sentAt - from) * speed) / 60_000);
  const last = Math.max(0, ...own.map(minuteOf));
  return Array.from({ length: last + 1 }, (_, minute) => {
    const inMinute = own.filter((sample) => minuteOf(sample) === minute);
    return { requests: inMinute.length, failed: inMinute.filter(({ status }) => status >= 500).length };
  });
}

function contents({ regions, tables }: LocalRegions): Promise<object[]> {
  return Promise.all(regions.map((region) => tables.contents(region)));
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
