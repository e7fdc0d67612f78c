import type { Cron } from "croner";
import type { Clock } from "./clock";
import type { Events } from "./events";
import type { Outcome } from "./functions/function-process";
import type { FunctionModel } from "./stack/functions";
import type { ScheduleModel } from "./stack/schedules";

/**
 * EventBridge Scheduler. A rate is due at once and then after each interval.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export class Schedules {
  private readonly stops: (() => void)[] = [];

  constructor(
    private readonly models: readonly ScheduleModel[],
    private readonly invoke: (target: FunctionModel, payload: string) => Promise<Outcome>,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /**
   * @returns when each region has finished a run that is due at once; not all runs, because some may need the API,
   * which opens only afterwards
   */
  async start(): Promise<void> {
    const runs = new Map<string, Promise<void>[]>();
    for (const model of this.models) {
      const { expression, region } = model;
      if (expression.kind === "cron") {
        this.armCron(model, expression.cron);
      } else {
        this.stops.push(this.clock.every(expression.seconds, () => void this.run(model)));
        runs.set(region, [...(runs.get(region) ?? []), this.run(model)]);
      }
    }
    await Promise.all([...runs.values()].map((ofRegion) => Promise.any(ofRegion)));
  }

  /** Runs a region's schedules now, due or not. */
  async runNow(region: string): Promise<void> {
    await Promise.all(this.models.filter((model) => model.region === region).map((model) => this.run(model)));
  }

  stop(): void {
    for (const stop of this.stops) {
      stop();
    }
  }

  private armCron(model: ScheduleModel, cron: Cron): void {
    const now = this.clock.now();
    const next = cron.nextRun(now);
    if (next !== null) {
      this.stops.push(
        this.clock.after((next.getTime() - now.getTime()) / 1000, () => {
          this.armCron(model, cron);
          void this.run(model);
        }),
      );
    }
  }

  private async run({ region, target, input }: ScheduleModel): Promise<void> {
    const due = `${this.clock.now().toISOString().slice(0, 19)}Z`;
    const outcome = await this.invoke(target, input.replaceAll("<aws.scheduler.scheduled-time>", due));
    this.events.emit({
      type: "schedule",
      region,
      name: target.name,
      ok: outcome.kind === "answered",
      detail:
        outcome.kind === "answered"
          ? outcome.payload
          : outcome.kind === "function-error"
            ? outcome.errorMessage
            : outcome.kind,
    });
  }
}
