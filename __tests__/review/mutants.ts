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
  ...of("alarms", "alarm-silenced", [
    ['valueAt(after, "actions_enabled") === false', "false", "alarm-silenced"],
    ['kind === "destroy" || kind === "forget"', "false", "region-removed"],
  ]),
  ...of("api", "api-breaking", [
    ["difference.breaking", "!difference.breaking", "api-breaking"],
    ["breaking.length === 0", "breaking.length > 0", "api-breaking"],
  ]),
  ...of("api", "api-unknown", [["differences === undefined", "false", "api-unknown"]]),
  ...of("destroyed", "data-destroyed", [
    ["dynamodb_(table|global_table)|", "", "hcl-table-key-changed"],
    ["|s3_bucket|", "|", "hcl-destroy"],
    ['|| change.kind === "replace"', "", "table-key-changed"],
  ]),
  ...of("destroyed", "key-destroyed", [
    ["kms_(key|", "kms_(", "hcl-destroy"],
    ["return (change) => !leaves(change);", "return leaves;", "hcl-destroy"],
  ]),
  ...of("destroyed", "key-leaves", [
    ["fleet.leaving.size < fleet.regions.length", "false", "region-removed"],
    ["fleet.leaving.has(region) &&", "!fleet.leaving.has(region) &&", "region-removed"],
  ]),
  ...of("destroyed", "zone-destroyed", [["route53_zone|", "", "hcl-destroy"]]),
  ...of("destroyed", "replica-destroyed", [["dynamodb_table_replica|", "", "region-removed"]]),
  ...of("destroyed", "domain-name-destroyed", [["api_gateway_domain_name|", "", "domain-name-changed"]]),
  ...of("destroyed", "certificate-destroyed", [
    ["acm_certificate|", "", "hcl-certificate-replaced"],
    ['"regional_certificate_arn",', "", "hcl-certificate-replaced"],
    ["survivesReplacement && change.createsFirst", "false", "domain-name-changed"],
  ]),
  ...of("destroyed", "log-group-destroyed", [["(log_group|", "(", "hcl-destroy"]]),
  ...of("drift", "drift", [
    ["differences.length === 0", "true", "drift"],
    ['back ? "; this plan takes it back" : ""', '""', "drift"],
  ]),
  ...of("firewall", "security-weakened", [
    [
      '"captcha", "challenge", "none", "count", "allow"',
      '"count", "captcha", "challenge", "none", "allow"',
      "hcl-waf-loosened",
    ],
    ["will > was", "will > was * 10", "hcl-waf-loosened"],
    ['valueAt(before, "override_action")', "undefined", "hcl-waf-loosened"],
    ['valueAt(before, "action")', "undefined", "waf-loosened"],
  ]),
  ...of("expiry", "data-expires", [
    ["attribute !== attributeOf(before)", "false", "hcl-data-expires"],
    ["will < was", "will > was", "hcl-data-expires"],
  ]),
  ...of("gone", "resource-forgotten", [['kind === "forget"', "false", "hcl-moved-imported-forgotten"]]),
  ...of("gone", "resource-destroyed", [
    ['kind === "destroy" ||', "", "hcl-count-reduced"],
    ["!told.has(address)", "true", "hcl-table-key-changed"],
    ["!fleet.leaving.has(about)", "true", "region-removed"],
  ]),
  ...of("health-check", "health-check-changed", [
    ['"resource_path",', "", "hcl-health-check-changed"],
    ["!isSame(", "isSame(", "hcl-health-check-changed"],
  ]),
  ...of("plan", "plan-errored", [
    ["plan.errored ?", "!plan.complete ?", "hcl-targeted"],
    ["plan.errored ?", "false ?", "hcl-plan-errored"],
  ]),
  ...of("plan", "plan-incomplete", [
    ["plan.complete ||", "true ||", "hcl-targeted"],
    ["|| plan.errored", "", "hcl-plan-errored"],
  ]),
  ...of("policies", "policy-open", [
    ["hits(widenings(subject), isOpen,", "hits([], isOpen,", "hcl-security-weakened"],
    ["instancePattern(change.pattern)", "change.address", "hcl-security-weakened"],
  ]),
  ...of("policies", "policy-widened", [
    ["!isOpen(grant)", "isOpen(grant)", "iam-widened"],
    ["policyLines({ ...difference, gained })", "policyLines({ ...difference, gained: [] })", "iam-widened"],
  ]),
  ...of("policies", "policy-attached", [["AdministratorAccess|", "", "hcl-administrator-attached"]]),
  ...of("policies", "policy-unknown", [
    ["valueAt(afterUnknown, name) === true", "false", "hcl-policy-unknown"],
    [
      'change.kind === "change" && policyAttributes',
      'change.kind === "add" && policyAttributes',
      "hcl-policy-unknown",
    ],
  ]),
  ...of("protection", "protection-off", [
    ['"deletion_protection_enabled",', "", "deletion-protection-off"],
    ['"point_in_time_recovery[0].enabled",', "", "hcl-protection-off"],
    ["filter(remains)", 'filter(({ kind }) => kind === "replace")', "hcl-protection-off"],
  ]),
  ...of("provider-moved", "provider-moved", [
    ["from === to", "true", "table-alias-moved"],
    ["(drift && regionOfState(drift.type, drift.before)) ?? ", "", "table-alias-moved"],
  ]),
  ...of("regions", "region-leaving", [["[...fleet.leaving]", "[...fleet.joining]", "region-removed"]]),
  ...of("regions", "region-not-drained", [
    ["before.sites.includes(region)", "false", "region-retired-at-once"],
  ]),
  ...of("regions", "region-joining", [
    ["fleet.joining.size === fleet.regions.length", "true", "region-added"],
    ["fleet.joining.size === fleet.regions.length", "false", "first-deploy"],
  ]),
  ...of("regions", "region-differs", [
    ["unevennessOf(changes, fleet)", "unevennessOf([], fleet)", "half-applied"],
    ["${list(odd)} ${plain(odd", "${list(alike)} ${plain(odd", "half-applied-of-three"],
  ]),
  ...of("regions", "all-regions-at-once", [
    ["!onlyTags(change)", "true", "tags-only"],
    ["regionsInUse.length > 1", "regionsInUse.length > 9", "memory-changed"],
    ["regionsInUse.every(", "regionsInUse.some(", "half-applied"],
    ["lambda_(function|", "lambda_(", "memory-changed"],
  ]),
  ...of("regions", "all-regions-replaced", [
    ['kind === "replace" && !createsFirst', "false", "apis-replaced"],
    ["!createsFirst", "true", "apis-replaced"],
  ]),
  ...of("replaced", "record-replaced", [["^aws_route53_record$", "^$", "hcl-record-renamed"]]),
  ...of("replaced", "health-check-replaced", [
    ["^aws_route53_health_check$", "^$", "health-check-interval-changed"],
  ]),
  ...of("replaced", "rest-api-replaced", [
    ["api_gateway_rest_api|", "", "apis-replaced"],
    ['kind === "replace"', 'kind === "change"', "apis-replaced"],
  ]),
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
  ...of("routing", "zone-wrong", [
    ["subject.routing.wrong", "[].concat(subject.routing.wrong).slice(1)", "hcl-policies-mixed"],
    ['kind !== "unreadable" ||', "true ||", "hcl-weight-unknown"],
  ]),
  ...of("routing", "routing-untried", [["untried.length === 0", "untried.length < 2", "hcl-many-origins"]]),
  ...of("routing-unknown", "routing-unknown", [
    ['"weighted_routing_policy[0].weight",', "", "hcl-weight-unknown"],
    ["!references.every(isThing)", "true", "first-deploy"],
  ]),
  ...of("security", "security-weakened", [
    [
      'path: "enable_key_rotation", strong: is(true)',
      'path: "enable_key_rotation", strong: is()',
      "hcl-security-weakened",
    ],
    [
      'path: "block_public_policy", strong: is(true)',
      'path: "block_public_policy", strong: is()',
      "hcl-security-weakened",
    ],
    [
      'path: "kms_master_key_id", strong: isSet',
      'path: "kms_master_key_id", strong: is()',
      "hcl-security-weakened",
    ],
    ["!known.has(ports)", "known.has(ports)", "hcl-security-weakened"],
    ["will < was)", "will < was / 100)", "log-retention-shortened"],
    ["will >= was * 2", "will >= was * 200", "throttling-raised"],
    ['(kind === "destroy" || kind === "forget") && GUARD.test(type)', "false", "hcl-guard-removed"],
    ["GUARD.test(type) && !fleet.leaving.has(region)", "GUARD.test(type)", "region-removed"],
  ]),
  ...of("switched-off", "switched-off", [
    ['path: "disabled", off: true', 'path: "disabled", off: false', "hcl-switched-off"],
    ["filter(remains)", 'filter(({ kind }) => kind === "replace")', "hcl-switched-off"],
  ]),
  ...of("wording", "data-destroyed", [
    ["paths.length > 0", "false", "hcl-table-key-changed"],
    ['"the configuration has no such resource any more"', '""', "region-removed"],
  ]),
];

function of(
  file: string,
  rule: string,
  edits: readonly (readonly [from: string, to: string, killedBy: string])[],
): readonly Mutant[] {
  return edits.map(([from, to, killedBy]) => ({ rule, file, from, to, killedBy }));
}
