import { type Alarm, type Metric, readAlarms, type Sample, simulate, statistic } from "../../alarms";
import type {
  ActiveAlarm,
  Before,
  Count,
  FailedRequest,
  FunctionTarget,
  MetricSource,
  Ports,
  Responses,
  Rollback,
  Serving,
  Shift,
  Span,
  StatedRollout,
  Target,
} from "../../rollout";
import type { Fault } from "../functions/faulty-version";
import type { FunctionVersions } from "../functions/function-versions";
import type { Functions } from "../functions/functions";
import type { LocalRegions } from "../local-regions";
import type { MetricView } from "../metrics";
import type { FunctionModel } from "../stack/functions";
import type { Stack } from "../stack/stack";
import { readTrafficShifts, type TrafficShift } from "../stack/traffic-shifts";
import { Deployments } from "./deployments";

/** The requests that a rollback names as examples. */
const MOST_FAILED_REQUESTS = 3;
const MINUTE_MS = 60_000;

/** A change to play. */
export interface Change {
  /** The functions that get a new version. */
  readonly functions: readonly FunctionModel[];
  /** What is wrong with it; undefined for a good version. */
  readonly fault: Fault | undefined;
}

/** The parts of the local regions that a rollout changes and reads. */
export interface Surroundings extends Pick<LocalRegions, "clock" | "metrics" | "state"> {
  readonly stack: Pick<Stack, "terraform" | "functions">;
  readonly functions: Pick<Functions, "of" | "publish">;
}

/**
 * A rollout's view of the local run: versions behind aliases, CodeDeploy's deployments, alarms and metrics, all in the
 * regions' time.
 */
export class LocalPorts implements Ports {
  private readonly deployments: Deployments;
  private readonly shifts: readonly TrafficShift[];
  private readonly alarms: readonly Alarm[];
  private readonly records = new Map<FunctionVersions, Rollback>();
  private failed: (FailedRequest & { readonly region: string })[] = [];
  private next: Change = { functions: [], fault: undefined };
  private metrics: MetricView;
  /** The alarms in ALARM, with the minute in which each went there. Evaluated once per minute of the regions' time. */
  private evaluated = { minute: -1, inAlarm: new Map<Alarm, number>() };

  /** @param usual - a span in which the regions ran as usual */
  constructor(
    private readonly regions: Surroundings,
    private readonly rollout: StatedRollout,
    private readonly usual: Span,
  ) {
    const { terraform } = regions.stack;
    this.metrics = regions.metrics.view(regions.clock.now(), usual);
    this.deployments = new Deployments(regions.clock);
    this.shifts = readTrafficShifts(terraform);
    this.alarms = readAlarms(terraform);
  }

  /** Sets the next change. For alarms and comparisons, the regions ran as usual until now. */
  plan(change: Change): void {
    this.next = change;
    this.failed = [];
    this.evaluated = { minute: -1, inAlarm: new Map() };
    this.metrics = this.regions.metrics.view(this.regions.clock.now(), this.usual);
  }

  /** Notes a request that failed. */
  fail(region: string, request: FailedRequest): void {
    this.failed.push({ ...request, region });
  }

  /** The last rollback of a function. */
  rollbackOf(model: FunctionModel): Rollback | undefined {
    const versions = this.regions.functions.of(model);
    return versions && this.records.get(versions);
  }

  now(): number {
    return this.regions.clock.now().getTime();
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        signal.removeEventListener("abort", end);
        cancel();
        resolve();
      };
      const cancel = this.regions.clock.after(milliseconds / 1000, end);
      signal.addEventListener("abort", end);
    });
  }

  /** A rollout of this machine is never continued, so it makes each change once. */
  async change(region: string): Promise<boolean> {
    const models = this.next.functions.filter((one) => one.region === region);
    for (const model of models) {
      const version = await this.regions.functions.publish(model, this.next.fault);
      const stated = this.rollout.regions.get(region)?.functions.find(({ name }) => name === model.name);
      if (stated?.application == null) {
        // Terraform moves the alias together with the code.
        this.regions.functions.of(model)?.route({ version });
      }
    }
    return models.length > 0;
  }

  async serving(target: Target): Promise<Serving> {
    const { version, additional } = this.versions(target).routing;
    const shifting = additional && { to: additional.version, percent: Math.round(additional.weight * 100) };
    return { version, shifting };
  }

  async before(target: Target): Promise<Before> {
    return { version: this.versions(target).routing.version, changedAt: undefined };
  }

  async restore(target: Target, version: string, record: Rollback): Promise<void> {
    const versions = this.versions(target);
    versions.route({ version });
    this.records.set(versions, record);
  }

  async rolledBack(target: FunctionTarget): Promise<Rollback | undefined> {
    return this.records.get(this.versions(target));
  }

  async forget(): Promise<void> {}

  async newest(target: FunctionTarget): Promise<string> {
    const { versions, routing } = this.versions(target);
    return versions.at(-1) ?? routing.version;
  }

  async lastShift(target: FunctionTarget): Promise<Shift | undefined> {
    return this.deployments.last(this.versions(target));
  }

  async startShift(
    target: FunctionTarget,
    from: string,
    to: string,
    ignored: readonly string[],
  ): Promise<string> {
    const { region } = target;
    const alarms = this.rollout.regions.get(region)?.alarms ?? [];
    const watched = alarms.filter((name) => !ignored.includes(name));
    return this.deployments.start({
      versions: this.versions(target),
      from,
      to,
      steps: this.shiftOf(target).steps,
      inAlarm: () => this.alarmsIn(region, watched).map(({ name }) => name),
    });
  }

  async stopShift(target: FunctionTarget): Promise<void> {
    this.deployments.stop(this.versions(target));
  }

  async silent(region: string): Promise<readonly string[]> {
    const state = this.regions.state().find((one) => one.region === region);
    return state?.healthy === false ? [`${region}'s health check (${state.checkFailure})`] : [];
  }

  async inAlarm(region: string, alarms: readonly string[]): Promise<readonly ActiveAlarm[]> {
    return this.alarmsIn(region, alarms);
  }

  async responses(region: string, api: MetricSource, span: Span, slowerThan?: number): Promise<Responses> {
    const samples = (name: string) => this.metrics.between({ ...api, region, name }, span);
    const latencies = samples("Latency");
    return {
      total: count(samples("Count")),
      errors: count(samples("5XXError").filter(({ value }) => value > 0)),
      rejected: count(samples("4XXError").filter(({ value }) => value > 0)),
      slow: slowerThan === undefined ? 0 : count(latencies.filter(({ value }) => value > slowerThan)),
      p95: statistic("p95")?.(latencies),
    };
  }

  async invocations({ region, of }: FunctionTarget, span: Span): Promise<Count> {
    const dimensions = { FunctionName: of.name };
    const samples = (name: string) =>
      this.metrics.between({ region, namespace: "AWS/Lambda", name, dimensions }, span);
    return {
      total: count(samples("Invocations")),
      bad: count(samples("Errors").filter(({ value }) => value > 0)),
    };
  }

  async canary(source: MetricSource & { readonly region: string }, span: Span): Promise<Count> {
    const metric: Metric = { ...source, name: "CanarySuccess" };
    const samples = this.metrics.between(metric, span);
    return { total: count(samples), bad: count(samples.filter(({ value }) => value < 1)) };
  }

  async failedRequests(region: string) {
    const requests = this.failed.filter((one) => one.region === region).slice(-MOST_FAILED_REQUESTS);
    return { requests, link: undefined };
  }

  private alarmsIn(region: string, names: readonly string[]): readonly ActiveAlarm[] {
    const now = this.regions.clock.now();
    const minute = Math.max(0, this.metrics.minutesAt(now));
    if (minute !== this.evaluated.minute) {
      const inAlarm = new Map<Alarm, number>();
      simulate({
        alarms: this.alarms,
        metrics: this.metrics.source,
        minutes: minute,
        createdAt: () => 0,
        onChange: (at, alarm, state) => (state === "ALARM" ? inAlarm.set(alarm, at) : inAlarm.delete(alarm)),
      });
      this.evaluated = { minute, inAlarm };
    }
    const thisMinute = Math.floor(now.getTime() / MINUTE_MS);
    return [...this.evaluated.inAlarm]
      .filter(([alarm]) => alarm.region === region && names.includes(alarm.name))
      .map(([{ name }, at]) => ({ name, since: (thisMinute - minute + at) * MINUTE_MS }));
  }

  private shiftOf({ kind, region, of }: Target): TrafficShift {
    const shift = this.shifts.find(
      (one) =>
        kind === "function" &&
        one.region === region &&
        one.application === of.application &&
        one.group === of.deployment_group,
    );
    if (shift === undefined) {
      throw new Error(`${region}: the document has no deployment group for a target of the rollout`);
    }
    return shift;
  }

  private versions({ kind, region, of }: Target): FunctionVersions {
    const { stack, functions } = this.regions;
    const model = stack.functions.find(
      (one) => kind === "function" && one.region === region && one.name === of.name,
    );
    const versions = model && functions.of(model);
    if (versions === undefined) {
      throw new Error(`${region}: the document has no function for a target of the rollout`);
    }
    return versions;
  }
}

function count(samples: readonly Sample[]): number {
  return samples.reduce((sum, one) => sum + one.count, 0);
}
