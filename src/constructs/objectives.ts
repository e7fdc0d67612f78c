/**
 * The service level objectives. Alarms report how fast the error budget is spent, and dashboards draw the objectives.
 */
export interface Objectives {
  /** Percentage of requests without a server error. @default 99.9 */
  readonly availabilityPercent: number;
  /** Percentage of requests that are answered within `latencyMilliseconds`. @default 99 */
  readonly latencyPercent: number;
  /** @default 500 */
  readonly latencyMilliseconds: number;
}
