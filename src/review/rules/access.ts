import { type Json, perText } from "../../terraform";
import { type Change, remains } from "../change";
import { type Finder, grouped, type Subject } from "../rule";
import { HIDDEN } from "../secrets";
import { list, plain, type Text, text } from "../text";
import { blocksAt, textAt, valueAt } from "../values";
import { isForeign } from "./existing";
import { isAnywhere } from "./networks";

/** Resources that are newly open to the internet or to any account. */
export const ACCESS: Readonly<Record<string, Finder>> = {
  "security-weakened": (subject) =>
    grouped(
      subject.changes.filter((change) => change.kind === "add" || remains(change)),
      (change) => [...opened(change), ...callable(change, subject)],
    ),
};

/** Lists of the addresses that may connect, by type and path. An empty path is the resource itself. */
const DOORS: readonly (readonly [types: RegExp, path: string])[] = [
  [/^aws_(default_)?(security_group|network_acl)$/, "ingress"],
  [
    /^aws_(security_group_rule|network_acl_rule|vpc_security_group_ingress_rule|ec2_managed_prefix_list_entry|wafv2_ip_set|waf_ipset)$/,
    "",
  ],
  [/^aws_ec2_managed_prefix_list$/, "entry"],
  [/^aws_eks_cluster$/, "vpc_config"],
];
const doorOf = perText((type) => DOORS.find(([types]) => types.test(type))?.[1]);

const ADDRESSES =
  "cidr_blocks ipv6_cidr_blocks cidr_ipv4 cidr_ipv6 cidr_block ipv6_cidr_block cidr addresses public_access_cidrs".split(
    " ",
  );

const WEB = new Set(["80", "443"]);

/** Ports that the whole internet newly reaches. */
function opened({ type, kind, before, after }: Change): readonly Text[] {
  const path = doorOf(type);
  if (path === undefined) {
    return [];
  }
  const doors = (json: Json) =>
    (path === "" ? [json] : blocksAt(json, path))
      .filter((door) => !isClosed(door))
      .map((door) => ({ port: ports(door), from: ADDRESSES.flatMap((name) => blocksAt(door, name)) }));
  const open = (json: Json) =>
    new Set(doors(json).flatMap(({ port, from }) => (from.some(isAnywhere) ? [port] : [])));
  const known = open(before);
  // A new web server is meant to be public. A new network ACL usually allows all traffic, like the default ACL.
  const isOwn = ["security_group_id", "network_acl_id"].every((id) => textAt(after, id) === undefined);
  const isMeant = (port: string) =>
    kind === "add" && isOwn && (WEB.has(port) || type.startsWith("aws_network_acl"));
  const added = [...open(after)].filter((port) => !known.has(port) && !isMeant(port));
  if (added.length === 0) {
    const isHidden = kind === "add" && doors(after).some(({ from }) => from.includes(HIDDEN));
    return isHidden ? [plain("its addresses are sensitive and cannot be reviewed")] : [];
  }
  if (added.includes("")) {
    return [plain("its addresses include the whole internet")];
  }
  const [noun, verb] = added.length === 1 && !added.includes(ALL) ? ["port", "is"] : ["ports", "are"];
  const opens = added.includes(ALL) ? plain("all ports") : text`${plain(noun)} ${list(added)}`;
  return [text`${opens} ${plain(verb)} open to the whole internet`];
}

function isClosed(door: Json): boolean {
  const words = ["type", "action", "rule_action"].map((name) => valueAt(door, name));
  return words.includes("egress") || words.includes("deny") || valueAt(door, "egress") === true;
}

const ALL = "all";

/** `443`, `8000-8100`, `all`; empty for a list of addresses without ports. */
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

const SOURCES = ["source_arn", "source_account", "principal_org_id", "event_source_token"];

/**
 * A new permission for another account, for everyone, or for a service without a source: a service calls for its customers.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
 */
function callable({ type, kind, after, afterUnknown }: Change, subject: Subject): readonly Text[] {
  const principal = textAt(after, "principal") ?? "";
  if (type !== "aws_lambda_permission" || kind !== "add") {
    return [];
  }
  const isLimited = SOURCES.some(
    (name) => textAt(after, name) !== undefined || valueAt(afterUnknown, name) === true,
  );
  const callers = isForeign(principal, subject)
    ? plain("another account")
    : isLimited || !/^\*$|\.amazon(aws)?\.com$/.test(principal)
      ? undefined
      : principal === "*"
        ? plain("anyone")
        : text`any customer of ${principal}`;
  return callers === undefined ? [] : [text`${callers} may call ${textAt(after, "function_name") ?? "it"}`];
}
