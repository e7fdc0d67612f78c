import { FINDING_KINDS, type FindingKind, findings } from "../../src/route53";
import { aliasToRecord, checkedBy, values, type Written, ZONE_ID, zoneOf } from "./zone";

const kindsIn = (what: Written) => findings(zoneOf(what)).map(({ kind }) => kind);
const latency = (region: string, id = region) => ({
  set_identifier: id,
  latency_routing_policy: { region },
});
const failover = (type: string) => ({
  set_identifier: type,
  failover_routing_policy: { type },
});
const www = (value: string) => values("www.example.com", value);
const resource = (address: string, evaluate = true) => ({
  name: "www.example.com",
  alias: {
    name: `\${${address}.regional_domain_name}`,
    zone_id: `\${${address}.regional_zone_id}`,
    evaluate_target_health: evaluate,
  },
});
const others = { aws_api_gateway_domain_name: { near: {}, far: {} } };

/** A sound zone, which the broken ones below differ from in one thing. */
const SOUND: Written = {
  records: {
    near: { ...resource("aws_api_gateway_domain_name.near"), ...failover("PRIMARY"), ...checkedBy("near") },
    far: { ...resource("aws_api_gateway_domain_name.far"), ...failover("SECONDARY"), ...checkedBy("far") },
    pinned: values("near.example.com", "192.0.2.1"),
    alias: aliasToRecord("alias.example.com", "www.example.com"),
  },
  checks: { near: { fqdn: "near.example.com" }, far: { fqdn: "far.example.net" } },
  others,
};

test("a sound zone has no findings", () => {
  expect(findings(zoneOf(SOUND))).toEqual([]);
});

const BROKEN: readonly (readonly [FindingKind, string, Written])[] = [
  [
    "alias-loop",
    "two aliases to each other",
    {
      records: {
        a: aliasToRecord("a.example.com", "b.example.com"),
        b: aliasToRecord("b.example.com", "a.example.com"),
      },
    },
  ],
  ["alias-loop", "an alias to itself", { records: { a: aliasToRecord("a.example.com", "a.example.com") } }],
  [
    "alias-to-another-zone",
    "an alias by another zone's id",
    {
      records: {
        a: {
          name: "a.example.com",
          alias: {
            name: "b.example.org",
            zone_id: "${aws_route53_zone.other.zone_id}",
            evaluate_target_health: false,
          },
        },
      },
      others: {
        aws_route53_zone: { zone: { name: "example.com" }, other: { name: "example.org" } },
      },
    },
  ],
  [
    "calculated-check-impossible",
    "a threshold greater than the number of children",
    { checks: { all: { type: "CALCULATED", child_health_threshold: 2, child_healthchecks: ["one"] } } },
  ],
  [
    "check-depends-on-its-answer",
    "a check of the name that it controls",
    { ...SOUND, checks: { ...SOUND.checks, near: { fqdn: "www.example.com" } } },
  ],
  [
    "check-depends-on-its-answer",
    "a check of a name that is an alias to the one that it controls",
    { ...SOUND, checks: { ...SOUND.checks, near: { fqdn: "alias.example.com" } } },
  ],
  [
    "check-depends-on-its-answer",
    "two checks, each of the name that the other controls",
    {
      records: {
        a1: { ...values("a.example.com", "1"), ...failover("PRIMARY"), ...checkedBy("b") },
        a2: { ...values("a.example.com", "2"), ...failover("SECONDARY") },
        b1: { ...values("b.example.com", "1"), ...failover("PRIMARY"), ...checkedBy("a") },
        b2: { ...values("b.example.com", "2"), ...failover("SECONDARY") },
      },
      checks: { a: { fqdn: "a.example.com" }, b: { fqdn: "b.example.com" } },
    },
  ],
  [
    "check-of-missing-name",
    "a check of a name of the zone that has no record",
    { ...SOUND, checks: { ...SOUND.checks, near: { fqdn: "nobody.example.com" } } },
  ],
  [
    "cname-beside-others",
    "a CNAME beside an A record",
    { records: { a: www("192.0.2.1"), b: { ...www("other.example.net"), type: "CNAME" } } },
  ],
  [
    "dangling-alias",
    "an alias to no record",
    { records: { a: aliasToRecord("a.example.com", "gone.example.com") } },
  ],
  [
    "dangling-alias",
    "an AAAA alias to a name that has only A",
    {
      records: {
        a: { ...aliasToRecord("a.example.com", "www.example.com"), type: "AAAA" },
        www: www("192.0.2.1"),
      },
    },
  ],
  ["dangling-health-check", "a check that is not there", { ...SOUND, checks: { far: {} } }],
  ["disabled-health-check", "a disabled check", { checks: { off: { disabled: true } } }],
  ["duplicate-record", "two simple records", { records: { a: www("192.0.2.1"), b: www("192.0.2.2") } }],
  [
    "duplicate-routing-value",
    "two records for one region",
    {
      records: {
        a: { ...www("1"), ...latency("us-east-1", "one") },
        b: { ...www("2"), ...latency("us-east-1", "two") },
      },
    },
  ],
  [
    "duplicate-routing-value",
    "two primaries",
    {
      records: {
        a: { ...www("1"), ...failover("PRIMARY"), ...checkedBy("near") },
        b: { ...www("2"), ...failover("PRIMARY"), ...checkedBy("near"), set_identifier: "other" },
      },
      checks: { near: {} },
    },
  ],
  [
    "duplicate-set-identifier",
    "one identifier for two records",
    {
      records: {
        a: { ...www("1"), ...latency("us-east-1", "same") },
        b: { ...www("2"), ...latency("eu-west-1", "same") },
      },
    },
  ],
  [
    "evaluates-nothing",
    "the health of API Gateway, without a check",
    {
      records: { near: { ...resource("aws_api_gateway_domain_name.near"), ...latency("us-east-1") } },
      others,
    },
  ],
  ["inverted-health-check", "an inverted check", { checks: { evacuated: { invert_healthcheck: true } } }],
  [
    "missing-default-location",
    "places without a default",
    {
      records: {
        a: { ...www("1"), set_identifier: "eu", geolocation_routing_policy: { continent: "EU" } },
      },
    },
  ],
  ["missing-primary", "a secondary alone", { records: { a: { ...www("1"), ...failover("SECONDARY") } } }],
  [
    "missing-set-identifier",
    "a latency record without one",
    { records: { a: { ...www("1"), latency_routing_policy: { region: "us-east-1" } } } },
  ],
  [
    "mixed-policies",
    "a latency and a weighted record",
    {
      records: {
        a: { ...www("1"), ...latency("us-east-1") },
        b: { ...www("2"), set_identifier: "b", weighted_routing_policy: { weight: 1 } },
      },
    },
  ],
  [
    "multivalue-alias",
    "an alias",
    {
      records: {
        a: {
          ...aliasToRecord("a.example.com", "www.example.com"),
          set_identifier: "a",
          multivalue_answer_routing_policy: true,
        },
        www: www("192.0.2.1"),
      },
    },
  ],
  [
    "never-fails-over",
    "a primary without a check",
    {
      ...SOUND,
      records: {
        ...SOUND.records,
        near: { ...resource("aws_api_gateway_domain_name.near"), ...failover("PRIMARY") },
      },
    },
  ],
  [
    "never-fails-over",
    "a primary whose check is disabled",
    { ...SOUND, checks: { ...SOUND.checks, near: { disabled: true } } },
  ],
  ["too-few-checkers", "two regions", { checks: { near: { regions: ["us-east-1", "eu-west-1"] } } }],
  [
    "unevaluated-failover-alias",
    "a failover alias that does not evaluate its target",
    {
      ...SOUND,
      records: {
        ...SOUND.records,
        near: {
          ...resource("aws_api_gateway_domain_name.near", false),
          ...failover("PRIMARY"),
          ...checkedBy("near"),
        },
      },
    },
  ],
  ["unknown-region", "a region of nowhere", { records: { a: { ...www("1"), ...latency("us-east-9") } } }],
  [
    "unreadable",
    "a record that only Terraform can expand",
    { records: { a: { ...www("1"), for_each: "${toset(var.names)}" } } },
  ],
  [
    "unreadable",
    "a local zone group, which geoproximity is not done for",
    {
      records: {
        a: {
          ...www("1"),
          set_identifier: "a",
          geoproximity_routing_policy: { local_zone_group: "us-west-2-den-1" },
        },
      },
    },
  ],
];

test.each(BROKEN)("%s: %s", (kind, _what, zone) => {
  expect(kindsIn(zone)).toContain(kind);
});

test("every kind of finding is tried", () => {
  expect([...new Set(BROKEN.map(([kind]) => kind))].sort()).toEqual([...FINDING_KINDS].sort());
});

test("a finding names the resource, and what would be right", () => {
  expect(
    findings(zoneOf({ ...SOUND, checks: { ...SOUND.checks, near: { fqdn: "www.example.com" } } })),
  ).toEqual([
    {
      kind: "check-depends-on-its-answer",
      severity: "error",
      addresses: ["aws_route53_health_check.near"],
      message:
        "aws_route53_health_check.near: asks www.example.com, whose answer it controls; " +
        "ask a name that always reaches one endpoint",
    },
  ]);
});

test("an alias by reference to a record of the zone is an alias to that name", () => {
  const records = {
    www: www("192.0.2.1"),
    a: {
      name: "a.example.com",
      alias: { name: "${aws_route53_record.www.fqdn}", zone_id: ZONE_ID, evaluate_target_health: false },
    },
  };
  expect(kindsIn({ records })).toEqual([]);
});
