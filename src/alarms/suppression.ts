import type { CompositeAlarm } from "./alarm";
import type { AlarmState } from "./missing-data";

/**
 * Decides when a composite alarm takes its actions. It takes none while its suppressor is in alarm, in the wait period
 * after it went into alarm itself, and in the extension period after its suppressor left the alarm state. Afterwards it
 * takes the actions of its current state, unless it took the same actions last.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
export class Suppression {
  private waitsUntil = Number.NEGATIVE_INFINITY;
  private extendsUntil = Number.NEGATIVE_INFINITY;
  private suppressed = false;
  private previous: AlarmState;

  /** @param acted - the state whose actions were taken last */
  constructor(
    private readonly suppressor: CompositeAlarm["suppressor"],
    private acted: AlarmState,
  ) {
    this.previous = acted;
  }

  /** Returns whether the alarm takes the actions of its state at this minute. */
  acts(minute: number, state: AlarmState, suppressorState: AlarmState | undefined): boolean {
    const wasSuppressed = this.suppressed;
    this.suppressed = suppressorState === "ALARM";
    if (this.suppressor !== undefined) {
      if (wasSuppressed && !this.suppressed) {
        this.extendsUntil = minute + this.suppressor.extensionMinutes;
      }
      if (state === "ALARM" && this.previous !== "ALARM") {
        this.waitsUntil = minute + this.suppressor.waitMinutes;
      }
    }
    this.previous = state;
    const waits = state === "ALARM" && minute < this.waitsUntil;
    if (this.suppressed || waits || minute < this.extendsUntil || state === this.acted) {
      return false;
    }
    this.acted = state;
    return true;
  }
}
