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
  "alarm-hides-dead-region",
  "alarm-not-usable",
  "alias-evaluates-cloudfront",
  "alias-loop",
  "alias-to-another-zone",
  "calculated-check-impossible",
  "calculated-of-calculated",
  "certificate-of-another-name",
  "check-answers-403",
  "check-depends-on-its-answer",
  "check-of-closed-port",
  "check-of-missing-name",
  "check-of-private-address",
  "check-without-sni",
  "cname-beside-others",
  "cname-not-possible",
  "dangling-alias",
  "dangling-health-check",
  "delegated-name",
  "disabled-health-check",
  "domain-of-another-name",
  "domain-without-mapping",
  "duplicate-record",
  "duplicate-routing-value",
  "duplicate-set-identifier",
  "evaluates-nothing",
  "health-check-id-of-another-kind",
  "inverted-health-check",
  "invalid-value",
  "ip-based-not-possible",
  "missing-default-location",
  "missing-primary",
  "missing-secondary",
  "missing-set-identifier",
  "mixed-policies",
  "multivalue-alias",
  "never-fails-over",
  "no-ipv6",
  "too-few-checkers",
  "unevaluated-failover-alias",
  "unknown-region",
  "unreadable",
  "wrong-alias-name",
  "wrong-alias-zone",
] as const;

export function finding(
  kind: FindingKind,
  severity: Finding["severity"],
  addresses: readonly string[],
  message: string,
): Finding {
  return { kind, severity, addresses, message };
}

type Message = string | false | undefined;
type Messages = Partial<Record<FindingKind, Message | readonly Message[]>>;

/** Errors of one resource, whose address starts each message: those that apply of each kind. */
export function errors(address: string, messages: Messages): readonly Finding[] {
  return FINDING_KINDS.flatMap((kind) =>
    [messages[kind] ?? []]
      .flat()
      .flatMap((message) => (message ? [finding(kind, "error", [address], `${address}: ${message}`)] : [])),
  );
}

export function warnings(address: string, messages: Messages): readonly Finding[] {
  return errors(address, messages).map((one) => ({ ...one, severity: "warning" }));
}

/** An error of a set of records. */
export function errorOf(
  kind: FindingKind,
  records: readonly { readonly address: string }[],
  message: string,
): Finding {
  return finding(
    kind,
    "error",
    records.map(({ address }) => address),
    message,
  );
}
