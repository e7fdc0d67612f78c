import { Construct } from "constructs";
import { Alarm, type AlarmProps } from "./alarm";
import { allOf, CompositeAlarm, inAlarm } from "./composite-alarm";
import { Region } from "./region";

/**
 * A burn rate and its windows. The long window makes an alarm significant; the short window ends it soon after the
 * cause is gone. A rate of 14.4 spends 2% of a month's budget in one hour, a rate of 6 spends 5% in six hours.
 *
 * @see https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
const BURNS = [
  { id: "fast", rate: 14.4, windows: { "1h": 3600, "5m": 300 } },
  { id: "slow", rate: 6, windows: { "6h": 21_600, "30m": 1800 } },
] as const;

/** An error budget and how to measure it. */
export type Bad = Required<Pick<AlarmProps, "metric" | "comparison" | "threshold">>;

export interface BurnRateAlarmsProps {
  /** Prefix of every alarm's name. */
  readonly prefix: string;
  /** The name of the objective, such as `availability`. */
  readonly objective: string;
  readonly description: string;
  /** Percent of requests that may be bad. */
  readonly budgetPercent: number;
  /** Returns the condition that at least this percentage of a period's requests were bad. The period is in seconds. */
  readonly bad: (percent: number, period: number) => Bad;
}

/** Alarms on how fast a month's error budget is spent. */
export class BurnRateAlarms extends Construct {
  readonly alarms: readonly CompositeAlarm[];
  /** The alarms on the short window of each burn rate, which go off first. */
  readonly quick: readonly Alarm[];

  constructor(scope: Construct, id: string, props: BurnRateAlarmsProps) {
    super(scope, id);
    const { provider } = Region.of(this);
    const alarmOn = (burn: (typeof BURNS)[number], [window, period]: [string, number]) =>
      new Alarm(this, `${burn.id}_${window}`, {
        provider,
        alarmName: `${props.prefix}-${props.objective}-${burn.id}-${window}`,
        description: props.description,
        ...props.bad(Math.min(100, burn.rate * props.budgetPercent), period),
        periods: 1,
        missing: "notBreaching",
      });
    const burns = BURNS.map((burn) => ({
      ...burn,
      windows: Object.entries(burn.windows).map((window) => alarmOn(burn, window)),
    }));
    this.alarms = burns.map(
      ({ id: burn, windows }) =>
        new CompositeAlarm(this, burn, {
          provider,
          alarmName: `${props.prefix}-${props.objective}-${burn}`,
          description: props.description,
          rule: allOf(...windows.map(inAlarm)),
        }),
    );
    this.quick = burns.flatMap(({ windows }) => windows.slice(-1));
  }
}
