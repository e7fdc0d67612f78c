import { isObject, type Json } from "../../terraform";
import { type Change, remains } from "../change";
import { type Finder, grouped, type Subject } from "../rule";
import { list, plain, type Text, text } from "../text";
import { blocksAt, numberAt, textAt, valueAt } from "../values";
import { isForExisting } from "./existing";
import { contains } from "./networks";

/** Connections that are newly refused, and requests that a new rule takes from others. */
export const TRAFFIC: Readonly<Record<string, Finder>> = {
  "requests-refused": ({ changes }) =>
    grouped(changes, (change) => [...closed(change), ...denied(change), ...adopted(change)]),
  "target-changed": (subject) =>
    grouped(subject.changes, (change) => [...taken(change), ...overwritten(change, subject)]),
};

/** Connections that a security group no longer allows. */
function closed(change: Change): readonly Text[] {
  const { type, before, after } = change;
  if (!/^aws_(default_)?security_group$/.test(type) || !remains(change)) {
    return [];
  }
  return ["ingress", "egress"].flatMap((direction) => {
    const now = connectionsOf(after, direction);
    const lost = connectionsOf(before, direction)
      .filter((connection) => !now.some((one) => covers(one, connection)))
      .map(({ source, ...traffic }) => `${trafficText(traffic)} ${source}`);
    return lost.length === 0 ? [] : [text`${plain(direction)} is closed for ${list(lost, 3)}`];
  });
}

interface Connection {
  readonly protocol: Json;
  readonly from: number;
  readonly to: number;
  readonly source: Json;
}

const SOURCES = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "self"];

function connectionsOf(json: Json, direction: string): readonly Connection[] {
  return blocksAt(json, direction).flatMap((rule) => {
    const protocol = textAt(rule, "protocol") ?? "-1";
    const [from, to] =
      protocol === "-1" ? [0, 65535] : [numberAt(rule, "from_port") ?? 0, numberAt(rule, "to_port") ?? 65535];
    const sources = SOURCES.flatMap((name) => blocksAt(rule, name)).filter((source) => source !== false);
    return sources.map((source) => ({ protocol, from, to, source: source === true ? "self" : source }));
  });
}

/** `all traffic`, `tcp 443`, `tcp 8000-8100`. */
function trafficText({ protocol, from, to }: Omit<Connection, "source">): string {
  const ports = from === to ? from : `${from}-${to}`;
  return protocol === "-1" ? "all traffic" : from < 0 ? String(protocol) : `${protocol} ${ports}`;
}

function covers(one: Connection, other: Connection): boolean {
  const isProtocol = one.protocol === "-1" || one.protocol === other.protocol;
  return isProtocol && one.from <= other.from && one.to >= other.to && contains(one.source, other.source);
}

/** A network ACL's rules come in order: a new denial may precede a permission. */
function denied({ type, kind, after }: Change): readonly Text[] {
  const isNew = type === "aws_network_acl_rule" && kind === "add";
  return isNew && valueAt(after, "rule_action") === "deny" && textAt(after, "network_acl_id") !== undefined
    ? [text`it denies ${textAt(after, "cidr_block") ?? textAt(after, "ipv6_cidr_block") ?? "a network"}`]
    : [];
}

/**
 * Terraform does not create a VPC's default resources: it adopts them and deletes the rules that they have.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group
 */
function adopted({ type, kind }: Change): readonly Text[] {
  return kind === "add" && /^aws_default_(security_group|network_acl|route_table)$/.test(type)
    ? [plain("it is adopted, and loses the rules that are not in the configuration")]
    : [];
}

/** A new rule of an existing listener that matches every request. */
function taken({ type, kind, after }: Change): readonly Text[] {
  const listener = textAt(after, "listener_arn");
  const isRule = /^aws_(lb|alb)_listener_rule$/.test(type) && kind === "add" && listener !== undefined;
  const matchesAll = blocksAt(after, "condition").every((condition) => {
    const named = isObject(condition)
      ? Object.keys(condition).filter((name) => blocksAt(condition, name).length > 0)
      : [];
    const paths = blocksAt(condition, "path_pattern[0].values");
    return named.join() === "path_pattern" && paths.some((path) => path === "*" || path === "/*");
  });
  return isRule && matchesAll ? [text`it matches every request of ${listener}`] : [];
}

/**
 * A bucket has one notification configuration, which a new one replaces.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
 */
function overwritten(change: Change, subject: Subject): readonly Text[] {
  const { type, kind, after } = change;
  return type === "aws_s3_bucket_notification" && kind === "add" && isForExisting(change, subject)
    ? [text`it replaces every notification of the bucket ${textAt(after, "bucket") ?? ""}`]
    : [];
}
