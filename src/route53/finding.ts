import { type Text, Unresolved } from "../terraform";

/**
 * Every kind of finding and its severity: an error if AWS rejects the value or it can't work, else a warning.
 * docs/routing.md describes each kind.
 */
const SEVERITIES = [
  ["alarm-hides-dead-region", "error"],
  ["alarm-not-usable", "error"],
  ["alias-evaluates-cloudfront", "error"],
  ["alias-loop", "error"],
  ["alias-to-another-zone", "error"],
  ["calculated-check-impossible", "error"],
  ["calculated-of-calculated", "error"],
  ["certificate-of-another-name", "error"],
  ["check-answers-403", "error"],
  ["check-depends-on-its-answer", "error"],
  ["check-of-closed-port", "error"],
  ["check-of-missing-name", "error"],
  ["check-of-private-address", "error"],
  ["check-without-sni", "error"],
  ["cname-beside-others", "error"],
  ["cname-not-possible", "error"],
  ["dangling-alias", "error"],
  ["dangling-health-check", "error"],
  ["delegated-name", "error"],
  ["disabled-health-check", "warning"],
  ["domain-of-another-name", "error"],
  ["domain-without-mapping", "error"],
  ["duplicate-record", "error"],
  ["duplicate-routing-value", "error"],
  ["duplicate-set-identifier", "error"],
  ["evaluates-nothing", "warning"],
  ["health-check-id-of-another-kind", "error"],
  ["inverted-health-check", "warning"],
  ["invalid-value", "error"],
  ["ip-based-not-possible", "error"],
  ["missing-default-location", "warning"],
  ["missing-primary", "error"],
  ["missing-secondary", "warning"],
  ["missing-set-identifier", "error"],
  ["mixed-policies", "error"],
  ["multivalue-alias", "error"],
  ["never-fails-over", "error"],
  ["no-ipv6", "error"],
  ["too-few-checkers", "error"],
  ["unevaluated-failover-alias", "warning"],
  ["unknown-region", "error"],
  ["unreadable", "error"],
  ["wrong-alias-name", "error"],
  ["wrong-alias-zone", "error"],
] as const;

export type FindingKind = (typeof SEVERITIES)[number][0];

export const FINDING_KINDS: readonly FindingKind[] = SEVERITIES.map(([kind]) => kind);

/** A mistake in a zone. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: "error" | "warning";
  /** The resources that it concerns. */
  readonly addresses: readonly string[];
  /** What is wrong, and how to fix it. */
  readonly message: string;
}

type Message = string | false | undefined;

/** Messages about one subject, by kind. `false`, `undefined` and empty texts do not apply. */
export type Messages = { readonly [Kind in FindingKind]?: Message | readonly Message[] };

/**
 * Returns a finding for each message that applies, prefixed with the subject.
 *
 * @param resources - by default the resource whose address the subject is
 */
export function findingsAbout(
  subject: string,
  messages: Messages,
  resources: readonly { readonly address: string }[] = [{ address: subject }],
): readonly Finding[] {
  const addresses = resources.map(({ address }) => address);
  return SEVERITIES.flatMap(([kind, severity]) =>
    [messages[kind]]
      .flat()
      .flatMap((message) =>
        message ? [{ kind, severity, addresses, message: `${subject}: ${message}` }] : [],
      ),
  );
}

/** A record or health check whose routing the document does not state, with the reason. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** Returns a value, or throws if the document does not state it. */
export function known<T>(value: T | Unresolved | undefined, reason: string): T {
  if (value === undefined || value instanceof Unresolved) {
    throw new Unreadable(reason);
  }
  return value;
}

/** Returns a value, or throws if AWS does not allow it. */
export function oneOf<T extends string>(value: Text | undefined, allowed: readonly T[], what: string): T {
  const found = allowed.find((one) => one === value);
  return known(found, `its ${what} "${value ?? ""}" is not one of ${allowed.join(", ")}`);
}
