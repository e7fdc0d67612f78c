/** What users are promised. Alarms report how fast it is being broken, and dashboards draw it. */
export interface Objectives {
  /** The share of requests that get no server error. @default 99.9 */
  readonly availabilityPercent: number;
  /** The share of requests that are answered within `latencyMilliseconds`. @default 99 */
  readonly latencyPercent: number;
  /** @default 500 */
  readonly latencyMilliseconds: number;
}
