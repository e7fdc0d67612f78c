import type { Json } from "../../terraform";
import type { Change } from "../change";
import { once, type Rule, type Subject } from "../finding";
import { list, plain, say, type Text } from "../text";
import { blocksAt, textAt, valueAt } from "../values";
import { firewall } from "./firewall";
import { attributeRule } from "./judged";

const weakened = attributeRule(
  {
    id: "security-weakened",
    severity: "person",
    why: "An access control or audit setting is weaker than before, or open from the start.",
    advice: "Confirm that the pull request says why, and for how long.",
  },
  (change, subject) => [
    ...opened(change),
    ...callable(change),
    ...firewall(change).weaker,
    ...guardLost(change, subject),
  ],
);

export const SECURITY_WEAKENED: Rule = { ...weakened, find: once(weakened.find) };

/** Lists of addresses that are let in, and where they are. An empty path is the resource itself. */
const DOORS: readonly (readonly [types: RegExp, path: string])[] = [
  [/^aws_(default_)?security_group$/, "ingress"],
  [
    /^aws_(security_group_rule|vpc_security_group_ingress_rule|ec2_managed_prefix_list_entry|wafv2_ip_set|waf_ipset)$/,
    "",
  ],
  [/^aws_ec2_managed_prefix_list$/, "entry"],
  [/^aws_eks_cluster$/, "vpc_config"],
  [/^aws_(default_)?network_acl$/, "ingress"],
  [/^aws_network_acl_rule$/, ""],
];
const ADDRESSES = [
  ...["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6", "cidr_block", "ipv6_cidr_block", "cidr"],
  ...["addresses", "public_access_cidrs"],
];

/** No network is this large but the internet: 0.0.0.0/1 and 128.0.0.0/1 are all of it. */
function isAnywhere(cidr: Json): boolean {
  const [address = "", bits] = typeof cidr === "string" ? cidr.split("/") : [];
  return bits !== undefined && Number(bits) < (address.includes(":") ? 16 : 8);
}

const WEB = new Set(["80", "443"]);

/** Ports that the whole internet reaches, and did not. */
function opened({ type, kind, before, after }: Change): readonly Text[] {
  const [, path] = DOORS.find(([types]) => types.test(type)) ?? [];
  if (path === undefined || (kind !== "add" && kind !== "change" && kind !== "replace")) {
    return [];
  }
  const open = (json: Json) =>
    new Set(
      (path === "" ? [json] : blocksAt(json, path))
        .filter(
          (door) =>
            ![valueAt(door, "type"), valueAt(door, "action"), valueAt(door, "rule_action")].some(
              (one) => one === "egress" || one === "deny",
            ) && valueAt(door, "egress") !== true,
        )
        .filter((door) => ADDRESSES.flatMap((name) => blocksAt(door, name)).some(isAnywhere))
        .map(ports),
    );
  const known = open(before);
  // Of what is new, a web server alone is for everyone.
  const isMeant = (port: string) => kind === "add" && !joinsAnother(after) && WEB.has(port);
  const added = [...open(after)].filter((port) => !known.has(port) && !isMeant(port));
  if (added.length === 0) {
    return [];
  }
  if (added.includes(ALL)) {
    return [plain("all ports are open to the whole internet")];
  }
  return added.includes("")
    ? [plain("it holds the whole internet")]
    : [
        say`${plain(added.length === 1 ? "port" : "ports")} ${list(added)} ${plain(added.length === 1 ? "is" : "are")} open to the whole internet`,
      ];
}

/** A rule of a group that is there already: the id of a new one is not known yet. */
function joinsAnother(after: Json): boolean {
  return textAt(after, "security_group_id") !== undefined;
}

const ALL = "all";

/** `443`, `8000-8100`, `all`; empty for a list of addresses alone. */
function ports(door: Json): string {
  const protocol = textAt(door, "protocol") ?? textAt(door, "ip_protocol");
  const [from, to] = [valueAt(door, "from_port"), valueAt(door, "to_port")];
  if (protocol === "-1" || protocol === "all" || (from === 0 && to === 65535)) {
    return ALL;
  }
  if (protocol?.startsWith("icmp")) {
    return protocol;
  }
  return [...new Set([from, to].filter((port) => typeof port === "number").map(String))].join("-");
}

/** A permission that is new, for every caller and source. */
function callable({ type, kind, after }: Change): readonly Text[] {
  const conditions = ["source_arn", "source_account", "principal_org_id"];
  return type === "aws_lambda_permission" &&
    kind === "add" &&
    textAt(after, "principal") === "*" &&
    conditions.every((name) => textAt(after, name) === undefined)
    ? [say`anyone may call ${textAt(after, "function_name") ?? "it"}`]
    : [];
}

const GUARD =
  /^aws_(wafv2_web_acl|wafv2_web_acl_association|wafv2_web_acl_logging_configuration|wafregional_\w+|s3_bucket_public_access_block|s3_account_public_access_block|guardduty_\w+|cloudtrail|config_\w+|securityhub_\w+|shield_protection|flow_log|network_acl\w*|inspector2_enabler|api_gateway_authorizer|s3_bucket_server_side_encryption_configuration|api_gateway_rest_api_policy|secretsmanager_secret_rotation)$/;

/** With all that it protects, it may go. */
function guardLost({ type, kind, region }: Change, { fleet }: Subject): readonly Text[] {
  if (kind !== "destroy" || !GUARD.test(type) || fleet.leaving.has(region)) {
    return [];
  }
  return [
    plain(
      type === "aws_secretsmanager_secret_rotation"
        ? "it is destroyed: the secret is no longer rotated"
        : "it is destroyed, and its protection or audit trail with it",
    ),
  ];
}
