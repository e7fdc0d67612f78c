import type { RuleId } from "../aws";

/** One step on the way to an answer. */
export interface Step {
  readonly rule: RuleId;
  /** The record, check or name that the rule applies to. */
  readonly subject: string;
  readonly detail: string;
}

/** Records a step. Evaluations without it skip the explanation, and are several times faster. */
export type Note = (rule: RuleId, subject: string, detail: string) => void;
