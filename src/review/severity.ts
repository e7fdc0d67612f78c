/** What a finding does to the verdict: nothing, ask for a person, or stop the plan. */
export type Severity = "note" | "person" | "refuse";

export const SEVERITIES: readonly Severity[] = ["note", "person", "refuse"];

export function isWorse(one: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(one) > SEVERITIES.indexOf(other);
}

export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce((one, other) => (isWorse(other, one) ? other : one), "note");
}
