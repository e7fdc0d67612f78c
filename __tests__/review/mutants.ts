/** A rule that is a little wrong. */
export interface Mutant {
  readonly rule: string;
  /** In src/review/rules. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** A case of the corpus whose page is another one then. */
  readonly killedBy: string;
}

/** What is wrong with each rule, by its file, and the case that tells. */
export const MUTANTS: readonly Mutant[] = [
  ...of("losses", "alarm-silenced", [["![region, ...regionsIn(address)]", "[]", "region-removed"]]),
  ...of("attributes", "alarm-silenced", [
    ["actions_enabled  keeps true", "actions_enabled  free", "alarm-silenced"],
    ["threshold  notLaxer", "threshold  free", "services-alarm-laxer"],
    ["datapoints_to_alarm period  notMore", "datapoints_to_alarm period  notLess", "services-alarm-laxer"],
  ]),
  ...of("directions", "alarm-silenced", [
    ['?.startsWith("Less")', '?.startsWith("Greater")', "services-alarm-stricter"],
  ]),
  ...of("api", "api-breaking", [["difference.breaking", "!difference.breaking", "api-breaking"]]),
  ...of("api", "api-unknown", [["differences === undefined", "false", "api-unknown"]]),
  ...of("losses", "data-destroyed", [
    ["dynamodb_(table|global_table)|", "", "hcl-table-key-changed"],
    ["|s3_bucket|", "|", "hcl-destroy"],
    ["data-destroyed  destroy,replace", "data-destroyed  destroy", "table-key-changed"],
  ]),
  ...of("losses", "key-destroyed", [
    ["kms_(key|", "kms_(", "hcl-destroy"],
    ["!leavesWithItsRegion(change, subject)", "leavesWithItsRegion(change, subject)", "hcl-destroy"],
  ]),
  ...of("losses", "key-leaves", [
    ["regions.removed.size < regions.all.length", "false", "region-removed"],
    ["regions.removed.has(region) &&", "!regions.removed.has(region) &&", "region-removed"],
  ]),
  ...of("losses", "zone-destroyed", [["route53_zone|", "", "hcl-destroy"]]),
  ...of("losses", "replica-destroyed", [["dynamodb_table_replica|", "", "region-removed"]]),
  ...of("losses", "domain-name-destroyed", [["api_gateway_domain_name|", "", "domain-name-changed"]]),
  ...of("losses", "certificate-destroyed", [
    ["acm_certificate|", "", "hcl-certificate-replaced"],
    ['"regional_certificate_arn",', "", "hcl-certificate-replaced"],
    ["!change.createsFirst && isUsedCertificate", "isUsedCertificate", "domain-name-changed"],
  ]),
  ...of("losses", "log-group-destroyed", [["(log_group|", "(", "hcl-destroy"]]),
  ...of("plan-status", "drift", [
    ["differences.length === 0", "true", "drift"],
    ['back ? "; this plan reverts it" : ""', '""', "drift"],
  ]),
  ...of("networks", "security-weakened", [["? 16 : 8", "? 16 : 1", "services-opened"]]),
  ...of("firewall", "security-weakened", [
    ["Math.sign(", "Math.sign(-", "waf-loosened"],
    ["limit > was", "limit > was * 10", "hcl-waf-loosened"],
    ['?? actionIn(rule, "override_action")', "", "hcl-waf-loosened"],
    ['actionIn(rule, "action") ??', "", "waf-loosened"],
  ]),
  ...of("expiration", "data-expires", [["attribute !== attributeOf(before)", "false", "hcl-data-expires"]]),
  ...of("attributes", "data-expires", [
    ["data_retention_in_hours)$/  notLess", "data_retention_in_hours)$/  notMore", "hcl-data-expires"],
  ]),
  ...of("losses", "resource-forgotten", [["forget  any", "replace  any", "hcl-moved-imported-forgotten"]]),
  ...of("unreported", "resource-destroyed", [
    ['(change.kind === "destroy" ||', "(", "hcl-count-reduced"],
    ['(change.kind === "destroy" ? known : replaced).has(change.address)', "false", "hcl-table-key-changed"],
    ["!regions.removed.has(change.about)", "true", "region-removed"],
  ]),
  ...of("losses", "resource-destroyed", [
    ["ecs_task_definition|", "", "services-release"],
    ["terraform_data|", "", "services-release"],
  ]),
  ...of("unreported", "unjudged", [['verdict === "unjudged"', "false", "services-timeout-changed"]]),
  ...of("attribute-verdicts", "unjudged", [["isKnown || follows", "follows", "tags-only"]]),
  ...of("attributes", "health-check-changed", [["port resource_path", "port", "hcl-health-check-changed"]]),
  ...of("attributes", "requests-refused", [
    ["(read|write)_capacity$/  provisioned", "(read|write)_capacity$/  free", "services-table-smaller"],
  ]),
  ...of("attributes", "target-changed", [
    ["target_key_id  fixed", "target_key_id  free", "services-alias-moved"],
  ]),
  ...of("attributes", "service-interrupted", [
    ["(instance_class|", "(", "services-database-upgraded"],
    ["|engine_version|", "|", "services-database-upgraded"],
  ]),
  ...of("plan-status", "plan-errored", [
    ["plan.errored ?", "!plan.complete ?", "hcl-targeted"],
    ["plan.errored ?", "false ?", "hcl-plan-errored"],
  ]),
  ...of("plan-status", "plan-incomplete", [
    ["(complete &&", "(true &&", "hcl-targeted"],
    ["errored ||", "", "hcl-plan-errored"],
    ["withoutOf(plan) !== undefined ||", "", "region-left-out"],
  ]),
  ...of("plan-status", "region-left-out", [
    ["without === undefined", "true", "region-left-out"],
    ["global === 0", "true", "region-left-out"],
  ]),
  ...of("rolled-back", "rolled-back", [
    ["record === undefined ||", "true ||", "rolled-back"],
    ["next === from", "false", "rolled-back"],
  ]),
  ...of("plan-status", "check-failed", [["plan.failedChecks.map", "[].map", "services-backups-shorter"]]),
  ...of("plan-status", "action-invoked", [["about(invocations,", "about([],", "services-action-invoked"]]),
  ...of("plan-status", "output-changed", [['does("update")', 'does("create")', "services-output-changed"]]),
  ...of("policies", "policy-open", [
    ["open.length > 0", "false", "hcl-security-weakened"],
    ['(!remains(change) && change.kind !== "add"', "(!remains(change)", "services-opened"],
    ["instancePattern(change.pattern)", "change.address", "hcl-security-weakened"],
  ]),
  ...of("policies", "policy-widened", [
    ["!open.includes(grant)", "open.includes(grant)", "iam-widened"],
    ["policyLines(lines)", "[]", "iam-widened"],
  ]),
  ...of("policies", "policy-narrowed", [
    ["gained.length > 0 ? undefined", "true ? undefined", "services-policy-narrowed"],
  ]),
  ...of("policies", "policy-attached", [
    ["MANAGED.test(type)", "false", "hcl-administrator-attached"],
    ["iam_(user_group|group)_membership|", "", "services-opened"],
  ]),
  ...of("policies", "policy-unknown", [
    ["valueAt(afterUnknown, name) === true", "false", "hcl-policy-unknown"],
    ['kind !== "change" ||', 'kind !== "add" ||', "hcl-policy-unknown"],
  ]),
  ...of("attributes", "protection-off", [
    ["(deletion|termination)_protection", "termination_protection", "deletion-protection-off"],
    ["^point_in_time_recovery(\\.enabled)?$|", "", "hcl-protection-off"],
    ["(backup|snapshot)\\w*(retention", "(snapshot)\\w*(retention", "services-backups-shorter"],
  ]),
  ...of("regions", "provider-moved", [
    ["from === to ||", "true ||", "table-alias-moved"],
    ["(drift && regionOfState(drift.type, drift.before)) ?? ", "", "table-alias-moved"],
  ]),
  ...of("regions", "region-leaving", [
    ["[...regions.removed].map", "[...regions.added].map", "region-removed"],
  ]),
  ...of("regions", "region-not-drained", [
    ["before.endpoints.includes(region)", "false", "region-retired-at-once"],
  ]),
  ...of("regions", "region-joining", [
    ["regions.added.size === regions.all.length", "true", "region-added"],
    ["regions.added.size === regions.all.length", "false", "first-deploy"],
  ]),
  ...of("regions", "region-differs", [
    ["unevenIn(changes, regions)", "unevenIn([], regions)", "half-applied"],
    ["${list(odd)} ${plain(odd", "${list(alike)} ${plain(odd", "half-applied-of-three"],
  ]),
  ...of("regions", "all-regions-at-once", [
    ["!onlyTags(change)", "true", "tags-only"],
    ["used.length > 1", "used.length > 9", "memory-changed"],
    ["used.every(", "used.some(", "half-applied"],
    ["lambda_(function|", "lambda_(", "memory-changed"],
    ["stagesOf(plan, changes).length > 1", "false", "memory-changed"],
  ]),
  ...of("losses", "all-regions-replaced", [
    ['change.kind === "replace" && !change.createsFirst', "false", "apis-replaced"],
  ]),
  ...of("losses", "record-replaced", [["replace  route53_record", "replace  none", "hcl-record-renamed"]]),
  ...of("losses", "health-check-replaced", [
    ["replace  route53_health_check", "replace  none", "health-check-interval-changed"],
  ]),
  ...of("losses", "rest-api-replaced", [["api_gateway_rest_api|", "", "apis-replaced"]]),
  ...of("routing", "no-healthy-answer", [
    ["row.after.healthy) {", "true) {", "no-healthy-answer"],
    ["row.before.healthy && row.after.healthyElsewhere", "false", "no-healthy-answer"],
    ["row.before.healthy && row.after.healthyElsewhere", "true", "region-retired-at-once"],
  ]),
  ...of("routing", "name-gone", [
    ['presence === "removed" && chooses', "chooses", "hcl-record-renamed"],
    ['presence === "removed" && chooses', "false", "hcl-record-renamed"],
  ]),
  ...of("routing", "simple-name-gone", [['presence === "removed" && !chooses', "false", "region-removed"]]),
  ...of("routing", "no-stand-in", [
    ["!losesAnswer(row, name) &&", "false &&", "region-retired-at-once"],
    ["!losesAnswer(row, name) &&", "", "no-healthy-answer"],
  ]),
  ...of("routing", "routing-changed", [
    ["rows.some(differs)", "false", "region-drained"],
    ['path.endsWith("].weight")', "false", "hcl-weights-and-health"],
    ["after !== UNKNOWN_VALUE", "true", "hcl-weight-unknown"],
    ["row.failing === undefined)", "true)", "failover-order-changed"],
  ]),
  ...of("routing", "failover-slower", [
    [
      "after.seconds > before.seconds",
      "after.seconds > before.seconds * 3",
      "health-check-threshold-changed",
    ],
    ["after.seconds > before.seconds", "after.seconds !== before.seconds", "health-check-interval-changed"],
  ]),
  ...of("routing-unknown", "zone-wrong", [
    ["subject.routing.wrong", "[].concat(subject.routing.wrong).slice(1)", "hcl-policies-mixed"],
    ['kind !== "unreadable" ||', "true ||", "hcl-weight-unknown"],
  ]),
  ...of("routing", "routing-untried", [["about(untried,", "about(untried.slice(1),", "hcl-many-origins"]]),
  ...of("routing-unknown", "routing-unknown", [
    ["weighted_routing_policy[0].weight", "", "hcl-weight-unknown"],
    ["!references.every(isResource)", "true", "first-deploy"],
  ]),
  ...of("attributes", "security-weakened", [
    ["enable_key_rotation  keeps true", "enable_key_rotation  free", "hcl-security-weakened"],
    ["(acls|policy|buckets)$/  avoids false", "(acls|policy|buckets)$/  free", "hcl-security-weakened"],
    ["kms_master_key_id  keepsSet", "kms_master_key_id  free", "hcl-security-weakened"],
    ["retention_in_days  notSooner", "retention_in_days  free", "log-retention-shortened"],
    ["limit$/  notTwice", "limit$/  free", "throttling-raised"],
    ["publicly_accessible$/  avoids true", "publicly_accessible$/  free", "services-database-public"],
  ]),
  ...of("directions", "security-weakened", [["will >= was * 2", "will >= was * 200", "throttling-raised"]]),
  ...of("access", "security-weakened", [["!known.has(port)", "known.has(port)", "hcl-security-weakened"]]),
  ...of("losses", "security-weakened", [
    ["s3_bucket_public_access_block|", "", "hcl-guard-removed"],
    ["!regions.removed.has(region)", "true", "region-removed"],
  ]),
  ...of("attributes", "switched-off", [
    [
      "route53_health_check  disabled  never true",
      "route53_health_check  disabled  free",
      "hcl-switched-off",
    ],
    ["keepsAll global_secondary_index name", "free", "services-table-smaller"],
  ]),
  ...of("wording", "data-destroyed", [
    ["paths.length > 0", "false", "hcl-table-key-changed"],
    ['"removed from the configuration"', '""', "region-removed"],
  ]),
];

function of(
  file: string,
  rule: string,
  edits: readonly (readonly [from: string, to: string, killedBy: string])[],
): readonly Mutant[] {
  return edits.map(([from, to, killedBy]) => ({ rule, file, from, to, killedBy }));
}
