import { Construct } from "constructs";
import { Alarm, type AlarmProps } from "./alarm";
import { allOf, CompositeAlarm, inAlarm } from "./composite-alarm";
import { Region } from "./region";

/**
 * At `rate` times the budget's pace, for the long window, and still so in the short one: the first is significant,
 * the second ends the alarm soon after the cause is gone. 14.4 spends 2 % of a month's budget in an hour, 6 spends
 * 5 % in six hours.
 *
 * @see https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
const BURNS = [
  { id: "fast", rate: 14.4, windows: { "1h": 3600, "5m": 300 } },
  { id: "slow", rate: 6, windows: { "6h": 21_600, "30m": 1800 } },
] as const;

/** What an alarm is on when a share of requests is bad. */
export type Bad = Required<Pick<AlarmProps, "metric" | "comparison" | "threshold">>;

export interface BurnRateAlarmsProps {
  /** Of every alarm's name. */
  readonly prefix: string;
  /** What burns, such as `availability`. */
  readonly objective: string;
  readonly description: string;
  /** Percent of requests that may be bad. */
  readonly budgetPercent: number;
  /** When at least this percent of the requests of a period, in seconds, were bad. */
  readonly bad: (percent: number, period: number) => Bad;
}

/** Alarms on how fast a month's error budget is spent. */
export class BurnRateAlarms extends Construct {
  readonly alarms: readonly CompositeAlarm[];

  constructor(scope: Construct, id: string, props: BurnRateAlarmsProps) {
    super(scope, id);
    const { provider } = Region.of(this);
    this.alarms = BURNS.map((burn) => {
      const windows = Object.entries(burn.windows).map(
        ([window, period]) =>
          new Alarm(this, `${burn.id}_${window}`, {
            provider,
            alarmName: `${props.prefix}-${props.objective}-${burn.id}-${window}`,
            description: props.description,
            ...props.bad(Math.min(100, burn.rate * props.budgetPercent), period),
            periods: 1,
            missing: "notBreaching",
          }),
      );
      return new CompositeAlarm(this, burn.id, {
        provider,
        alarmName: `${props.prefix}-${props.objective}-${burn.id}`,
        description: props.description,
        rule: allOf(...windows.map(inAlarm)),
      });
    });
  }
}
