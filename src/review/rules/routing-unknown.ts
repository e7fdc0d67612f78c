import { validatesCertificate } from "../../route53";
import { type Resource, Unresolved } from "../../terraform";
import type { Rule, Subject } from "../finding";
import { list, say } from "../text";

/** What decides who is answered by whom. */
const DECIDING: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "aws_route53_record",
    [
      "name",
      "type",
      "records",
      "alias[0].name",
      "alias[0].evaluate_target_health",
      "health_check_id",
      "set_identifier",
      "weighted_routing_policy[0].weight",
      "latency_routing_policy[0].region",
      "failover_routing_policy[0].type",
      "geolocation_routing_policy[0].country",
      "geolocation_routing_policy[0].continent",
      "geoproximity_routing_policy[0].aws_region",
      "geoproximity_routing_policy[0].bias",
      "cidr_routing_policy[0].location_name",
    ],
  ],
  [
    "aws_route53_health_check",
    [
      "type",
      "fqdn",
      "ip_address",
      "port",
      "resource_path",
      "request_interval",
      "failure_threshold",
      "disabled",
      "invert_healthcheck",
      "child_health_threshold",
      "cloudwatch_alarm_name",
    ],
  ],
]);

/** Records that a certificate's validation waits for, whatever way they come by its options. */
export const validating = (plan: Subject["plan"]): ReadonlySet<string> => {
  const known = validatingOf.get(plan) ?? findValidating(plan);
  validatingOf.set(plan, known);
  return known;
};

const validatingOf = new WeakMap<Subject["plan"], ReadonlySet<string>>();

function findValidating({ after }: Subject["plan"]): ReadonlySet<string> {
  return new Set(
    [...after.resources.values()]
      .filter(({ type }) => type === "aws_acm_certificate_validation")
      .flatMap(({ attributes }) => attributes.list("validation_record_fqdns"))
      .flatMap((value) => (value instanceof Unresolved ? value.references : []))
      .map(({ address }) => baseOf(address)),
  );
}

/** The address without its instance. */
export function baseOf(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}

/** A value that only the apply will tell, where it decides an answer. */
export const ROUTING_UNKNOWN: Rule = {
  id: "routing-unknown",
  severity: "person",
  why: "Who is answered by whom depends on it: what is said of the routing here may not be what will be.",
  advice: "Write the value down, or take it from a resource of this plan.",
  find: ({ changes, plan }) =>
    changes
      .filter(({ kind }) => kind === "add" || kind === "change" || kind === "replace")
      .flatMap(({ address, type }) => {
        const resource = plan.after.resources.get(address);
        if (
          resource === undefined ||
          validatesCertificate(resource) ||
          validating(plan).has(baseOf(address))
        ) {
          return [];
        }
        const unknown = (DECIDING.get(type) ?? []).filter((path) => isUntold(resource, path, plan));
        return unknown.length === 0
          ? []
          : [{ what: say`${address}: ${list(unknown)} is not known yet.`, addresses: [address] }];
      }),
};

/** These name a thing: which one is enough, and its resource tells that. */
const NAMES_A_THING =
  /^(name|alias\[0\]\.name|records|health_check_id|fqdn|ip_address|cloudwatch_alarm_name)$/;

function isUntold(resource: Resource | undefined, path: string, plan: Subject["plan"]): boolean {
  const value = resource?.attributes.get(path);
  const [attribute = ""] = path.split("[");
  if (!(value instanceof Unresolved) || resource?.assigned?.has(attribute) === false) {
    return false;
  }
  const { references } = value;
  const isThing = ({ address }: { readonly address: string }) =>
    plan.after.resources.get(address)?.type.startsWith("aws_") === true;
  return !NAMES_A_THING.test(path) || references.length === 0 || !references.every(isThing);
}
