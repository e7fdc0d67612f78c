/** Something in a zone that is wrong (an error: AWS refuses it, or it cannot work) or suspicious (a warning). */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: "error" | "warning";
  /** The resources that it is about. */
  readonly addresses: readonly string[];
  /** What is wrong, and what would be right. */
  readonly message: string;
}

export type FindingKind = (typeof FINDING_KINDS)[number];

export const FINDING_KINDS = [
  "alias-loop",
  "alias-to-another-zone",
  "calculated-check-impossible",
  "check-depends-on-its-answer",
  "check-of-missing-name",
  "cname-beside-others",
  "dangling-alias",
  "dangling-health-check",
  "disabled-health-check",
  "duplicate-record",
  "duplicate-routing-value",
  "duplicate-set-identifier",
  "evaluates-nothing",
  "inverted-health-check",
  "missing-default-location",
  "missing-primary",
  "missing-set-identifier",
  "mixed-policies",
  "multivalue-alias",
  "never-fails-over",
  "too-few-checkers",
  "unevaluated-failover-alias",
  "unknown-region",
  "unreadable",
] as const;

export function finding(
  kind: FindingKind,
  severity: Finding["severity"],
  addresses: readonly string[],
  message: string,
): Finding {
  return { kind, severity, addresses, message };
}
