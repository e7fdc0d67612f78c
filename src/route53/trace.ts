import type { RuleId } from "./rules";

/** One step of the way to an answer. */
export interface Step {
  readonly rule: RuleId;
  /** The record, check or name that it is about. */
  readonly subject: string;
  readonly detail: string;
}
