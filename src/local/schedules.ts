import type { Cron } from "croner";
import type { Clock } from "./clock";
import type { Events } from "./events";
import type { Outcome } from "./functions/function-process";
import type { FunctionModel } from "./stack/functions";
import type { ScheduleModel } from "./stack/schedules";

/** The attempts of a schedule's first run: it may fail on a busy machine, and the next run may be hours away. */
const FIRST_ATTEMPTS = 3;

/**
 * EventBridge Scheduler. A rate is due at once and then after each interval.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export class Schedules {
  private readonly running = new Set<Promise<boolean>>();

  constructor(
    private readonly models: readonly ScheduleModel[],
    private readonly invoke: (target: FunctionModel, payload: string) => Promise<Outcome>,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /**
   * Starts the schedules, until the clock stops. Waits until, in each region, one of the runs that are due at once has succeeded or all have
   * failed; not for all runs, because some may need the API, which opens only afterwards.
   */
  async start(): Promise<void> {
    const runs = new Map<string, Promise<void>[]>();
    for (const model of this.models) {
      const { expression, region } = model;
      if (expression.kind === "cron") {
        this.armCron(model, expression.cron);
      } else {
        this.clock.every(expression.seconds, () => void this.run(model));
        runs.set(region, [...(runs.get(region) ?? []), this.firstRun(model)]);
      }
    }
    await Promise.all([...runs.values()].map((ofRegion) => Promise.any(ofRegion).catch(() => undefined)));
  }

  /** Runs a region's schedules now, due or not. */
  async runNow(region: string): Promise<void> {
    await Promise.all(this.models.filter((model) => model.region === region).map((model) => this.run(model)));
  }

  /** Waits for the runs in progress. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  private armCron(model: ScheduleModel, cron: Cron): void {
    const now = this.clock.now();
    const next = cron.nextRun(now);
    if (next !== null) {
      this.clock.after((next.getTime() - now.getTime()) / 1000, () => {
        this.armCron(model, cron);
        void this.run(model);
      });
    }
  }

  /** Rejects if no attempt succeeds. */
  private async firstRun(model: ScheduleModel): Promise<void> {
    for (let attempt = 1; attempt <= FIRST_ATTEMPTS && !this.clock.isStopped; attempt += 1) {
      if (await this.run(model)) {
        return;
      }
    }
    throw new Error(`${model.address} failed`);
  }

  /** Returns whether the run succeeded. */
  private run(model: ScheduleModel): Promise<boolean> {
    const run = this.invokeTarget(model).finally(() => this.running.delete(run));
    this.running.add(run);
    return run;
  }

  private async invokeTarget({ region, target, input }: ScheduleModel): Promise<boolean> {
    const due = `${this.clock.now().toISOString().slice(0, 19)}Z`;
    const outcome = await this.invoke(target, input.replaceAll("<aws.scheduler.scheduled-time>", due));
    const ok = outcome.kind === "answered";
    const failure = outcome.kind === "function-error" ? outcome.errorMessage : outcome.kind;
    const detail = ok ? outcome.payload : failure;
    this.events.emit({ type: "schedule", region, name: target.name, ok, detail });
    return ok;
  }
}
