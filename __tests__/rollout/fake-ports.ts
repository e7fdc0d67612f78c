import {
  type ActiveAlarm,
  type FunctionTarget,
  type Ports,
  type Rollback,
  type RolloutEvent,
  type RolloutRegion,
  rollOut,
  type Shift,
  type Span,
  type StatedRollout,
  type Target,
} from "../../src/rollout";

const MINUTE = 60_000;
/** Some moment, at which the rollout begins. */
export const START = Date.UTC(2026, 2, 4, 9);
export const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();

/** How a version answers. */
export interface Behavior {
  readonly errors?: number;
  readonly rejected?: number;
  readonly slow?: number;
  readonly crashes?: number;
  /** The canary finds its answers wrong. */
  readonly wrong?: boolean;
  /** The alarm goes off this many minutes after the version began to serve. */
  readonly alarmAfter?: number;
  /** The endpoint does not answer. */
  readonly silent?: boolean;
}

export interface FakeRegion {
  readonly perMinute: number;
  /** All versions of the function from the start: of another region, or with time. */
  readonly always?: Behavior;
}

interface Moment {
  readonly at: number;
  /** Shares of the versions. */
  readonly shares: Readonly<Record<string, number>>;
}

export interface WorldProps {
  readonly regions?: Readonly<Record<string, FakeRegion>>;
  /** By version. */
  readonly behavior?: Readonly<Record<string, Behavior>>;
  /** CodeDeploy moves the aliases, so that the change publishes a version only. */
  readonly shifted?: boolean;
  readonly bakeMinutes?: number;
  readonly shiftMinutes?: number;
  readonly canaries?: boolean;
}

const SPLIT = /^(.*) in (.*)$/;

/**
 * Regions with one function each, in a time that passes only when someone waits. Version 41 serves; the change of a
 * region brings version 42.
 */
export class World implements Ports {
  time = START;
  readonly events: RolloutEvent[] = [];
  readonly calls: string[] = [];
  readonly interruption = new AbortController();
  readonly rollout: StatedRollout;
  readonly targets: ReadonlyMap<string, FunctionTarget>;
  readonly records = new Map<string, Rollback>();
  readonly shifts = new Map<string, Shift>();
  readonly published = new Map<string, string>();
  /** Names of alarms by region, or with the time at which they went off; by default long ago. */
  readonly alarmed = new Map<string, readonly (string | ActiveAlarm)[]>();
  private readonly history = new Map<string, Moment[]>();
  private readonly changedBefore = new Map<string, number>();
  /** Faults by `method in region`: how often it fails; `Infinity` always. */
  readonly faults = new Map<string, number>();

  constructor(readonly props: WorldProps = {}) {
    const names = Object.keys(this.regions);
    const application = props.shifted === true ? { application: "shop", deployment_group: "shop-api" } : {};
    this.rollout = {
      bakeMinutes: props.bakeMinutes ?? 10,
      shiftMinutes: props.shiftMinutes ?? 0,
      firstRegion: undefined,
      regions: new Map(
        names.map((region): [string, RolloutRegion] => [
          region,
          {
            functions: [{ name: "shop-api", alias: "live", ...application }],
            alarms: [`shop-${region}-degraded`],
            api: { namespace: "AWS/ApiGateway", dimensions: { ApiName: "shop" } },
            canaries:
              props.canaries === false
                ? []
                : names.map((from) => ({ region: from, namespace: "shop", dimensions: { target: region } })),
          },
        ]),
      ),
    };
    this.targets = new Map(
      [...this.rollout.regions].flatMap(([region, { functions }]) =>
        functions.map((of): [string, FunctionTarget] => [region, { kind: "function", region, of }]),
      ),
    );
    for (const region of names) {
      this.history.set(region, [{ at: 0, shares: { 41: 1 } }]);
      this.published.set(region, "41");
    }
  }

  get regions(): Readonly<Record<string, FakeRegion>> {
    return this.props.regions ?? { "eu-west-1": { perMinute: 60 }, "us-east-1": { perMinute: 600 } };
  }

  run(order = Object.keys(this.regions), again = false) {
    return rollOut({
      ports: this,
      rollout: this.rollout,
      waves: order.map((region) => ({ region, targets: [this.target(region)] })),
      signal: this.interruption.signal,
      report: (event) => this.events.push(event),
      again,
    });
  }

  target(region: string): FunctionTarget {
    const target = this.targets.get(region);
    if (target === undefined) {
      throw new Error(`no region ${region}`);
    }
    return target;
  }

  /** The region's change was made some minutes ago by an earlier run. */
  madeBefore(region: string, minutes: number): void {
    this.published.set(region, "42");
    this.changedBefore.set(region, this.time - minutes * MINUTE);
    this.history.get(region)?.push({ at: this.time - minutes * MINUTE, shares: { 42: 1 } });
  }

  /** An earlier run shifted the region's requests, and completed that some minutes ago. */
  shiftedBefore(region: string, minutes: number): void {
    this.madeBefore(region, minutes);
    const endedAt = this.time - minutes * MINUTE;
    this.shifts.set(region, {
      ...{ id: "d-earlier", from: "41", to: "42", state: "succeeded", percent: 100, why: undefined },
      ...{ startedAt: endedAt - this.rollout.shiftMinutes * MINUTE, endedAt },
    });
  }

  version(region: string): string {
    return Object.entries(this.last(region).shares)
      .map(([version, share]) => (share === 1 ? version : `${version}:${share}`))
      .join(" ");
  }

  fails(method: string, times = Number.POSITIVE_INFINITY): void {
    this.faults.set(method, times);
  }

  /** Called before each call is answered; what it throws is the answer. */
  onCall: (name: string) => void = () => undefined;

  private called(method: string, region: string): void {
    const name = `${method} in ${region}`;
    this.calls.push(name);
    this.onCall(name);
    const left = this.faults.get(name) ?? 0;
    if (left > 0) {
      this.faults.set(name, left - 1);
      throw new Error(`${method} is not available\nand more`);
    }
  }

  /** The regions that a method was called in. */
  regionsOf(method: string): readonly string[] {
    return this.calls.flatMap((call) => {
      const [, name, region = ""] = SPLIT.exec(call) ?? [];
      return name === method ? [region] : [];
    });
  }

  private last(region: string): Moment {
    const last = this.history.get(region)?.at(-1);
    if (last === undefined) {
      throw new Error(`no region ${region}`);
    }
    return last;
  }

  private move(region: string, shares: Moment["shares"]): void {
    this.history.get(region)?.push({ at: this.time, shares });
  }

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) {
      this.time += milliseconds;
      this.progress();
    }
  }

  /** CodeDeploy moves 10% at once, and the rest after the minutes of the shift; an alarm stops it. */
  private progress(): void {
    for (const [region, shift] of this.shifts) {
      if (shift.state !== "running") {
        continue;
      }
      if (this.inAlarmNow(region)) {
        this.move(region, { [shift.from]: 1 });
        this.shifts.set(region, {
          ...shift,
          state: "failed",
          percent: 0,
          why: "an alarm",
          endedAt: this.time,
        });
      } else if (this.time >= shift.startedAt + this.rollout.shiftMinutes * MINUTE) {
        this.move(region, { [shift.to]: 1 });
        this.shifts.set(region, { ...shift, state: "succeeded", percent: 100, endedAt: this.time });
      }
    }
  }

  async change(region: string): Promise<boolean> {
    this.called("change", region);
    if (this.published.get(region) !== "41") {
      return false;
    }
    this.published.set(region, "42");
    if (this.props.shifted !== true) {
      this.move(region, { 42: 1 });
    }
    return true;
  }

  async serving({ region }: Target) {
    this.called("serving", region);
    const [[version = "", share = 1] = [], second] = Object.entries(this.last(region).shares);
    return {
      version,
      shifting: second === undefined ? undefined : { to: second[0], percent: Math.round(100 * (1 - share)) },
    };
  }

  async before({ region }: Target) {
    this.called("before", region);
    const [version = ""] = Object.keys(this.last(region).shares);
    const changedAt = this.changedBefore.get(region);
    return { version: changedAt === undefined ? version : "41", changedAt };
  }

  async restore({ region }: Target, version: string, record: Rollback): Promise<void> {
    this.called("restore", region);
    this.move(region, { [version]: 1 });
    this.records.set(region, record);
  }

  async rolledBack({ region }: Target) {
    this.called("rolledBack", region);
    return this.records.get(region);
  }

  async forget({ region }: Target): Promise<void> {
    this.called("forget", region);
  }

  async newest({ region }: Target): Promise<string> {
    this.called("newest", region);
    return this.published.get(region) ?? "";
  }

  async lastShift({ region }: Target) {
    this.called("lastShift", region);
    return this.shifts.get(region);
  }

  async startShift({ region }: Target, from: string, to: string, ignored: readonly string[]) {
    this.called("startShift", region);
    this.calls.push(`ignoring ${ignored.join()} in ${region}`);
    const id = `d-${this.shifts.size}`;
    this.shifts.set(region, {
      ...{ id, from, to, state: "running", percent: 10 },
      ...{ why: undefined, endedAt: undefined, startedAt: this.time },
    });
    this.move(region, { [from]: 0.9, [to]: 0.1 });
    return id;
  }

  async stopShift({ region }: Target): Promise<void> {
    this.called("stopShift", region);
    const shift = this.shifts.get(region);
    if (shift !== undefined) {
      this.shifts.set(region, { ...shift, state: "failed", percent: 0, why: "stopped", endedAt: this.time });
      this.move(region, { [shift.from]: 1 });
    }
  }

  async silent(region: string): Promise<readonly string[]> {
    this.called("silent", region);
    return this.serves(region, ({ silent }) => silent === true)
      ? [`https://${region}.example.com/health`]
      : [];
  }

  async inAlarm(region: string, alarms: readonly string[]): Promise<readonly ActiveAlarm[]> {
    this.called("inAlarm", region);
    const on = (this.alarmed.get(region) ?? []).map((alarm) =>
      typeof alarm === "string" ? { name: alarm, since: START - 24 * 60 * MINUTE } : alarm,
    );
    if (this.inAlarmNow(region)) {
      on.push({ name: `shop-${region}-degraded`, since: this.time });
    }
    return on.filter(({ name }) => alarms.includes(name));
  }

  private inAlarmNow(region: string): boolean {
    const { at: since, shares } = this.last(region);
    return Object.keys(shares).some((version) => {
      const { alarmAfter } = this.behaves(region, version);
      return alarmAfter !== undefined && this.time >= since + alarmAfter * MINUTE;
    });
  }

  private serves(region: string, is: (behavior: Behavior) => boolean): boolean {
    return Object.keys(this.last(region).shares).some((version) => is(this.behaves(region, version)));
  }

  private behaves(region: string, version: string): Behavior {
    return { ...this.regions[region]?.always, ...this.props.behavior?.[version] };
  }

  async responses(region: string, _: unknown, span: Span, slowerThan?: number) {
    this.called("responses", region);
    const { total, of } = this.count(region, span);
    return {
      total,
      errors: of(({ errors }) => errors ?? 0),
      rejected: of(({ rejected }) => rejected ?? 0),
      slow: slowerThan === undefined ? 0 : of(({ slow }) => slow ?? 0),
      p95: total === 0 ? undefined : 80,
    };
  }

  async invocations({ region }: Target, span: Span) {
    this.called("invocations", region);
    const { total, of } = this.count(region, span);
    return { total, bad: of(({ crashes }) => crashes ?? 0) };
  }

  /** Every five minutes. */
  async canary(
    { region: from, dimensions }: { region: string; dimensions: Record<string, string> },
    span: Span,
  ) {
    this.called("canary", from);
    const runs: number[] = [];
    for (let run = Math.ceil(span.start / (5 * MINUTE)); run * 5 * MINUTE < span.end; run += 1) {
      runs.push(run * 5 * MINUTE);
    }
    const region = dimensions["target"] ?? "";
    const wrong = runs.filter((run) => {
      const moment = this.history.get(region)?.findLast(({ at: since }) => since <= run);
      return Object.keys(moment?.shares ?? {}).some((version) => this.behaves(region, version).wrong);
    });
    return { total: runs.length, bad: wrong.length };
  }

  async failedRequests(region: string) {
    this.called("failedRequests", region);
    return { requests: [{ requestId: "0f8c", message: "boom" }], link: "https://console.example.com" };
  }

  private count(region: string, { start, end }: Span) {
    const moments = this.history.get(region) ?? [];
    const parts = moments.flatMap(({ at: since, shares }, index) => {
      const from = Math.max(start, since);
      const until = Math.min(end, moments[index + 1]?.at ?? Number.POSITIVE_INFINITY);
      const requests = (Math.max(0, until - from) / MINUTE) * (this.regions[region]?.perMinute ?? 0);
      return Object.entries(shares).map(([version, share]) => ({
        behavior: this.behaves(region, version),
        requests: requests * share,
      }));
    });
    const sum = (share: (behavior: Behavior) => number) =>
      Math.round(parts.reduce((all, { behavior, requests }) => all + requests * share(behavior), 0));
    return { total: sum(() => 1), of: sum };
  }
}
