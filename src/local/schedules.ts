import type { Clock } from "./clock";
import type { Events } from "./events";
import type { Outcome } from "./functions/function-process";
import type { FunctionModel } from "./stack/functions";
import type { Expression, ScheduleModel } from "./stack/schedules";

/**
 * EventBridge Scheduler: invokes functions when they are due. A rate is due at once and then in its interval.
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

  /** @returns when what is due at once has run */
  async start(): Promise<void> {
    await Promise.all(
      this.models.map(async (model) => {
        const { expression } = model;
        if (expression.kind === "cron") {
          this.armCron(model, expression);
          return;
        }
        this.stops.push(this.clock.every(expression.seconds, () => void this.run(model)));
        await this.run(model);
      }),
    );
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

  private armCron(model: ScheduleModel, expression: Extract<Expression, { kind: "cron" }>): void {
    const now = this.clock.now();
    const next = expression.cron.nextRun(now);
    if (next !== null) {
      this.stops.push(
        this.clock.after((next.getTime() - now.getTime()) / 1000, () => {
          this.armCron(model, expression);
          void this.run(model);
        }),
      );
    }
  }

  private async run({ region, target, input }: ScheduleModel): Promise<void> {
    const outcome = await this.invoke(target, input);
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
