import { validatesCertificate } from "../../route53";
import { type Plan, type Resource, Unresolved } from "../../terraform";
import { remains } from "../change";
import { about, type Finder, once } from "../rule";
import { list, plain, text } from "../text";

/** The attributes that decide which endpoint serves which client. */
const DECIDING: Readonly<Record<string, readonly string[]>> = {
  aws_route53_record:
    `name type records alias[0].name alias[0].evaluate_target_health health_check_id set_identifier
    weighted_routing_policy[0].weight latency_routing_policy[0].region failover_routing_policy[0].type
    cidr_routing_policy[0].location_name geolocation_routing_policy[0].country
    geolocation_routing_policy[0].continent geoproximity_routing_policy[0].aws_region
    geoproximity_routing_policy[0].bias`.split(/\s+/),
  aws_route53_health_check:
    `type fqdn ip_address port resource_path request_interval failure_threshold disabled
    invert_healthcheck child_health_threshold cloudwatch_alarm_name`.split(/\s+/),
};

/** Records that a certificate's validation waits for, however they refer to its options. */
const validationRecords = once(
  ({ plan: { after } }): ReadonlySet<string> =>
    new Set(
      [...after.resources.values()]
        .filter(({ type }) => type === "aws_acm_certificate_validation")
        .flatMap(({ attributes }) => attributes.list("validation_record_fqdns"))
        .flatMap((value) => (value instanceof Unresolved ? value.references : []))
        .map(({ address }) => withoutInstance(address)),
    ),
);

function withoutInstance(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}

const unknownRouting = once<ReturnType<Finder>>((subject) =>
  subject.changes
    .filter((change) => Object.hasOwn(DECIDING, change.type) && (change.kind === "add" || remains(change)))
    .flatMap(({ address, type }) => {
      const resource = subject.plan.after.resources.get(address);
      const isValidation = validationRecords(subject).has(withoutInstance(address));
      if (resource === undefined || validatesCertificate(resource) || isValidation) {
        return [];
      }
      const unknown = (DECIDING[type] ?? []).filter((path) => isUnknown(resource, path, subject.plan));
      return about(
        unknown,
        () =>
          text`${address}: ${list(unknown)} ${plain(unknown.length === 1 ? "is" : "are")} known only after the apply.`,
        [address],
      );
    }),
);

/** Values that decide an answer and are known only after the apply, and records that Route 53 rejects. */
export const UNKNOWN_ROUTING: Readonly<Record<string, Finder>> = {
  "routing-unknown": unknownRouting,
  "zone-wrong": (subject) => {
    const reported = new Set(unknownRouting(subject).flatMap(({ addresses }) => addresses));
    const isKnown = (address: string) =>
      !reported.has(address) && !validationRecords(subject).has(withoutInstance(address));
    return subject.routing.wrong
      .filter(({ kind, addresses }) => kind !== "unreadable" || addresses.some(isKnown))
      .map(({ message, addresses }) => ({ what: text`${message}`, addresses }));
  },
};

/** These name a resource: its address is enough to know which one. */
const NAMES_A_RESOURCE =
  /^(name|alias\[0\]\.name|records|health_check_id|fqdn|ip_address|cloudwatch_alarm_name)$/;

function isUnknown({ attributes, assigned }: Resource, path: string, { after }: Plan): boolean {
  const value = attributes.get(path);
  const [attribute = ""] = path.split("[");
  if (!(value instanceof Unresolved) || assigned?.has(attribute) === false) {
    return false;
  }
  const { references } = value;
  const isResource = ({ address }: { readonly address: string }) =>
    after.resources.get(address)?.type.startsWith("aws_") === true;
  return !NAMES_A_RESOURCE.test(path) || references.length === 0 || !references.every(isResource);
}
