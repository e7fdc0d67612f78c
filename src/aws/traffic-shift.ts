/** How CodeDeploy moves an alias of Lambda from one version to the next: in two steps, or in equal ones. */
export interface TrafficShift {
  readonly type: "canary" | "linear";
  /** The share of requests that each step moves; a canary's second step moves the rest. */
  readonly percent: number;
  /** The time between two steps. */
  readonly minutes: number;
}

/**
 * The longest time between the first and the last step of a Lambda deployment.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
 */
export const LONGEST_SHIFT_MINUTES = 48 * 60;

/** Returns the minutes between the first and the last step. */
export function shiftMinutes({ type, percent, minutes }: TrafficShift): number {
  return type === "canary" ? minutes : (Math.ceil(100 / percent) - 1) * minutes;
}
