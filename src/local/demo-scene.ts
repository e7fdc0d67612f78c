import { setTimeout as sleep } from "node:timers/promises";
import type { Place } from "../route53";
import { inSeconds, type Move } from "./demo-claims";
import { demoPath, introduction, type Users, usersOf } from "./demo-users";
import type { LocalRegions } from "./local-regions";
import { StackError } from "./stack/stack-error";
import { SteadyLoad } from "./steady-load";

const REQUEST_EVERY_MS = 50;
/** Seconds of the regions' time between two steps. */
const PAUSE_SECONDS = 20;
/** The real time that replication and a scheduled run take at any speed. */
const SETTLE_MS = 500;
/** The tolerance for delays of this machine. */
const SLACK_MS = 2000;

/** What the demo does outside itself. */
export interface Stage {
  /** Prints a line about the course of the demo. */
  readonly say: (line: string) => void;
  /** Carries out a command of the local run. @returns what was done */
  readonly command: (line: string) => Promise<string>;
}

/** The regions, and a client of each that sends requests. */
export class Scene {
  /** The one that fails. */
  readonly region: string;
  readonly place: Place;
  readonly others: readonly Users[];
  /** Of the failing region's users. */
  private readonly load: SteadyLoad;
  private readonly loads: readonly { readonly region: string; readonly load: SteadyLoad }[];

  constructor(
    readonly regions: LocalRegions,
    readonly stage: Stage,
  ) {
    const everybody = usersOf(regions);
    const [failing, ...others] = everybody;
    if (failing === undefined || others.length === 0) {
      throw new StackError("the demo needs at least two regions with users");
    }
    this.region = failing.region;
    this.place = failing.place;
    this.others = others;
    const path = demoPath(regions);
    const loadOf = ({ place }: Users) => new SteadyLoad(regions.urlOf(path, place.name), REQUEST_EVERY_MS);
    this.load = loadOf(failing);
    this.loads = [
      { region: this.region, load: this.load },
      ...others.map((users) => ({ region: users.region, load: loadOf(users) })),
    ];
    stage.say(introduction(regions, everybody));
  }

  saySpeed(seconds: number): void {
    const { clock } = this.regions;
    this.stage.say(
      `Running ${clock.speed} times faster than real time: ${seconds} s take ${inSeconds(clock.realMs(seconds))}.`,
    );
  }

  pause(): Promise<void> {
    return sleep(Math.max(SETTLE_MS, this.regions.clock.realMs(PAUSE_SECONDS)));
  }

  /** Waits until another region serves the failing region's users. */
  moved(limitMs: number): Promise<Move> {
    return this.served(limitMs, (by) => by !== this.region, "", "No users moved.");
  }

  /** Waits until the region serves its users again. */
  back(limitMs: number): Promise<Move> {
    return this.served(limitMs, (by) => by === this.region, " again", "No users returned.");
  }

  private async served(
    limitMs: number,
    isExpected: (by: string) => boolean,
    again: string,
    never: string,
  ): Promise<Move> {
    const askedAt = performance.now();
    const found = await this.load.until(
      ({ status, region }) => status === 200 && region !== undefined && isExpected(region),
      limitMs + SLACK_MS,
    );
    const afterMs = (found?.sentAt ?? Number.POSITIVE_INFINITY) - askedAt;
    this.stage.say(
      found === undefined
        ? never
        : `${this.place.name} is served by ${found.region}${again} after ${inSeconds(afterMs)}.`,
    );
    return { at: found?.sentAt, afterMs };
  }

  /** Returns the content of each region's tables. */
  contents(): Promise<object[]> {
    const { regions, tables } = this.regions;
    return Promise.all(regions.map((region) => tables.contents(region)));
  }

  /** Ends the requests. */
  async end() {
    const samples = await Promise.all(
      this.loads.map(async ({ region, load }) => ({ region, samples: await load.stop() })),
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
