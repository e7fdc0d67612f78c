/** Something in a zone that is wrong (an error) or suspicious (a warning). */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: "error" | "warning";
  /** The resources that it is about. */
  readonly addresses: readonly string[];
  readonly message: string;
}

export type FindingKind =
  | "alias-loop"
  | "alias-to-another-zone"
  | "calculated-check-impossible"
  | "check-depends-on-its-answer"
  | "cname-beside-others"
  | "dangling-alias"
  | "dangling-health-check"
  | "disabled-health-check"
  | "duplicate-routing-value"
  | "duplicate-set-identifier"
  | "evaluates-nothing"
  | "missing-default-location"
  | "missing-primary"
  | "mixed-policies"
  | "multivalue-alias"
  | "never-fails-over"
  | "too-few-checkers"
  | "unevaluated-failover-alias"
  | "unknown-region"
  | "unreadable";
