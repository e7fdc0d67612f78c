import type { Json } from "../../terraform";
import { type Change, remains } from "../change";
import { grouped, once, type Rule } from "../finding";
import type { Fleet } from "../fleet";
import { list, plain, say, type Text } from "../text";
import { blocksAt, numberAt, textAt, valueAt } from "../values";
import { weakerFirewall } from "./firewall";

/** A setting that must not go from `strong` to anything else. */
interface Setting {
  readonly types: RegExp;
  readonly path: string;
  readonly strong: (value: Json | undefined) => boolean;
}

const is =
  (...values: readonly Json[]) =>
  (value: Json | undefined) =>
    values.some((one) => one === value);
const isSet = (value: Json | undefined) => value !== undefined && value !== null && value !== "";
const isNot =
  (...values: readonly Json[]) =>
  (value: Json | undefined) =>
    !values.some((one) => one === value);

const SETTINGS: readonly Setting[] = [
  { types: /^aws_kms_key$/, path: "enable_key_rotation", strong: is(true) },
  { types: /^aws_kms_(replica_)?key$/, path: "is_enabled", strong: isNot(false) },
  { types: /^aws_s3_bucket_public_access_block$/, path: "block_public_acls", strong: is(true) },
  { types: /^aws_s3_bucket_public_access_block$/, path: "block_public_policy", strong: is(true) },
  { types: /^aws_s3_bucket_public_access_block$/, path: "ignore_public_acls", strong: is(true) },
  { types: /^aws_s3_bucket_public_access_block$/, path: "restrict_public_buckets", strong: is(true) },
  { types: /^aws_api_gateway_rest_api$/, path: "disable_execute_api_endpoint", strong: is(true) },
  { types: /^aws_api_gateway_method$/, path: "authorization", strong: isNot("NONE") },
  { types: /^aws_api_gateway_method$/, path: "api_key_required", strong: is(true) },
  { types: /^aws_apigatewayv2_route$/, path: "authorization_type", strong: isNot("NONE", null) },
  { types: /^aws_lambda_function_url$/, path: "authorization_type", strong: is("AWS_IAM") },
  { types: /^aws_lambda_permission$/, path: "source_arn", strong: isSet },
  { types: /^aws_lambda_permission$/, path: "principal", strong: isNot("*") },
  { types: /^aws_lb_listener$/, path: "protocol", strong: is("HTTPS", "TLS") },
  { types: /^aws_iam_(role|user)$/, path: "permissions_boundary", strong: isSet },
  { types: /^aws_cloudtrail$/, path: "enable_logging", strong: isNot(false) },
  { types: /^aws_cloudtrail$/, path: "enable_log_file_validation", strong: is(true) },
  { types: /^aws_ecr_repository$/, path: "image_tag_mutability", strong: is("IMMUTABLE") },
  { types: /./, path: "publicly_accessible", strong: isNot(true) },
  { types: /./, path: "encrypted", strong: is(true) },
  { types: /./, path: "sqs_managed_sse_enabled", strong: is(true) },
  { types: /./, path: "kms_key_id", strong: isSet },
  { types: /./, path: "kms_key_arn", strong: isSet },
  { types: /./, path: "kms_master_key_id", strong: isSet },
  { types: /./, path: "server_side_encryption[0].enabled", strong: is(true) },
  { types: /./, path: "server_side_encryption[0].kms_key_arn", strong: isSet },
  { types: /./, path: "access_log_settings[0].destination_arn", strong: isSet },
  { types: /./, path: "mutual_tls_authentication[0].truststore_uri", strong: isSet },
  { types: /./, path: "metadata_options[0].http_tokens", strong: is("required") },
  { types: /./, path: "auth_type", strong: isNot("NONE") },
];

/** Newer first: what follows is weaker. */
const TLS = [
  "TLS_1_3",
  "TLSv1.3_2025",
  "TLSv1.2_2021",
  "TLSv1.2_2019",
  "TLSv1.2_2018",
  "TLS_1_2",
  "TLSv1.1_2016",
  "TLS_1_1",
  "TLSv1_2016",
  "TLSv1",
  "TLS_1_0",
  "SSLv3",
];

export const SECURITY_WEAKENED: Rule = {
  id: "security-weakened",
  severity: "person",
  why: "What kept somebody out, or told of them, does it less.",
  advice: "See that the pull request says why, and for how long.",
  find: once(({ changes, fleet }) => grouped(changes, (change) => weaker(change, fleet))),
};

function weaker(change: Change, fleet: Fleet): readonly Text[] {
  const { kind, region, type } = change;
  if (remains(change)) {
    return [
      ...settings(change),
      ...tls(change),
      ...opened(change),
      ...weakerFirewall(change),
      ...limits(change),
    ];
  }
  if (kind === "add") {
    // Of a security group that is there already: the id of a new one is not known yet.
    return textAt(change.after, "security_group_id") === undefined ? callable(change) : opened(change);
  }
  // With all that it protects, it may go.
  const isLost = (kind === "destroy" || kind === "forget") && GUARD.test(type) && !fleet.leaving.has(region);
  return isLost ? [plain("it goes, and what it kept out or told of with it")] : [];
}

const byType = new Map<string, readonly Setting[]>();

function settingsOf(type: string): readonly Setting[] {
  const settings = byType.get(type) ?? SETTINGS.filter(({ types }) => types.test(type));
  byType.set(type, settings);
  return settings;
}

function settings({ type, before, after, afterUnknown }: Change): readonly Text[] {
  return settingsOf(type)
    .filter(
      ({ path, strong }) =>
        valueAt(before, path) !== undefined &&
        strong(valueAt(before, path)) &&
        valueAt(afterUnknown, path) !== true &&
        !strong(valueAt(after, path)),
    )
    .map(({ path }) => say`${path} is weaker: ${shown(after, path)} instead of ${shown(before, path)}`);
}

function shown(json: Json, path: string): string {
  const value = valueAt(json, path);
  return value === undefined || value === null || value === "" ? "nothing" : String(value);
}

function tls({ before, after }: Change): readonly Text[] {
  return [
    "security_policy",
    "minimum_protocol_version",
    "viewer_certificate[0].minimum_protocol_version",
  ].flatMap((path) => {
    const [was, will] = [TLS.indexOf(textAt(before, path) ?? ""), TLS.indexOf(textAt(after, path) ?? "")];
    return was >= 0 && will > was
      ? [say`${path} takes older TLS: ${shown(after, path)} instead of ${shown(before, path)}`]
      : [];
  });
}

const ANYWHERE = new Set(["0.0.0.0/0", "::/0"]);

/** A permission that is new, for everybody and everything. */
function callable({ type, after }: Change): readonly Text[] {
  const conditions = ["source_arn", "source_account", "principal_org_id"];
  return type === "aws_lambda_permission" &&
    textAt(after, "principal") === "*" &&
    conditions.every((name) => textAt(after, name) === undefined)
    ? [say`anybody may call ${shown(after, "function_name")}`]
    : [];
}

/** Security groups, by their own blocks or by rules beside them. */
function opened({ type, before, after }: Change): readonly Text[] {
  const rules = (json: Json) =>
    type === "aws_security_group"
      ? blocksAt(json, "ingress")
      : /^aws_(security_group_rule|vpc_security_group_ingress_rule)$/.test(type) &&
          valueAt(json, "type") !== "egress"
        ? [json]
        : [];
  const open = (json: Json) =>
    new Set(
      rules(json).flatMap((rule) =>
        ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"]
          .flatMap((name) => blocksAt(rule, name))
          .filter((cidr) => typeof cidr === "string" && ANYWHERE.has(cidr))
          .map(() => [...new Set([shown(rule, "from_port"), shown(rule, "to_port")])].join("-")),
      ),
    );
  const known = open(before);
  const added = [...open(after)].filter((ports) => !known.has(ports));
  return added.length === 0 ? [] : [say`port ${list(added)} is open to the whole internet`];
}

/** Limits that keep costs and floods down, and what is kept of the logs. */
function limits({ type, before, after }: Change): readonly Text[] {
  const raised = [
    "settings[0].throttling_rate_limit",
    "settings[0].throttling_burst_limit",
    "throttle_settings[0].rate_limit",
  ].flatMap((path) => {
    const [was, will] = [numberAt(before, path), numberAt(after, path)];
    return was !== undefined && was >= 0 && (will === undefined || will < 0 || will >= was * 2)
      ? [
          say`${path} lets at least twice as much through: ${shown(after, path)} instead of ${shown(before, path)}`,
        ]
      : [];
  });
  const [was, will] = [numberAt(before, "retention_in_days"), numberAt(after, "retention_in_days")];
  const shorter =
    type === "aws_cloudwatch_log_group" &&
    was !== undefined &&
    will !== undefined &&
    will > 0 &&
    (was === 0 || will < was);
  return shorter
    ? [
        ...raised,
        say`logs are kept for ${will} days instead of ${plain(was === 0 ? "for ever" : String(was))}; older ones go at once`,
      ]
    : raised;
}

const GUARD =
  /^aws_(wafv2_web_acl|wafv2_web_acl_association|wafv2_web_acl_logging_configuration|wafregional_\w+|s3_bucket_public_access_block|s3_account_public_access_block|guardduty_\w+|cloudtrail|config_\w+|securityhub_\w+|shield_protection|flow_log|network_acl\w*|inspector2_enabler|api_gateway_authorizer|s3_bucket_server_side_encryption_configuration|api_gateway_rest_api_policy)$/;
