/** A set of alarms that CloudWatch rejects, or that this evaluator cannot read. */
export class AlarmsError extends Error {
  override readonly name = "AlarmsError";
}
