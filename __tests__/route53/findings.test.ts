import { FINDING_KINDS, type FindingKind, findings, readZones } from "../../src/route53";
import { readTerraform } from "../../src/terraform";
import { aliasToRecord, checkedBy, values, type Written, written, ZONE_ID, zoneOf } from "./zone";

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

const aliasTo = (name: string, zoneId: string): Written => ({
  records: {
    a: { name: "www.example.com", alias: { name, zone_id: zoneId, evaluate_target_health: false } },
  },
});

/** Names that AWS gives to resources, each with the zone id of another region or service. */
const OTHER_ZONE_IDS = [
  ["s3-website-us-east-1.amazonaws.com", "Z1BKCTXD74EZPE"],
  ["www.example.com.s3-website.eu-central-1.amazonaws.com", "Z3AQBSTGFYJSTF"],
  ["dualstack.web-1.eu-west-1.elb.amazonaws.com", "Z35SXDOTRQ7X7K"],
  ["web-1.us-east-1.elb.amazonaws.com", "Z26RNL4JYFTOTI"],
  ["net-1.elb.us-east-1.amazonaws.com", "Z35SXDOTRQ7X7K"],
  ["d-abc.execute-api.sa-east-1.amazonaws.com", "Z1UJRXOUMOOFQ8"],
  ["shop.abc.us-west-2.elasticbeanstalk.com", "Z117KPS5GTRQ2G"],
  ["abc.eu-west-1.awsapprunner.com", "Z01915732ZBZKC8D32TPT"],
  ["vpce-1-a.vpce-svc-1.us-east-1.vpce.amazonaws.com", "Z3AQBSTGFYJSTF"],
  ["web-1.elb.cn-north-1.amazonaws.com.cn", "Z1GDH35T77C1KE"],
  ["d1.cloudfront.net", "Z35SXDOTRQ7X7K"],
  ["a1.awsglobalaccelerator.com", "Z35SXDOTRQ7X7K"],
] as const;

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
    "a primary that is no alias and has no check, though it has no secondary",
    { records: { near: { ...www("192.0.2.1"), ...failover("PRIMARY") } } },
  ],
  [
    "never-fails-over",
    "a primary whose check is disabled",
    { ...SOUND, checks: { ...SOUND.checks, near: { disabled: true } } },
  ],
  ["too-few-checkers", "two regions", { checks: { near: { regions: ["us-east-1", "eu-west-1"] } } }],
  [
    "unevaluated-failover-alias",
    "a secondary that ignores the health of the records that it leads to",
    {
      ...SOUND,
      records: {
        ...SOUND.records,
        far: { ...aliasToRecord("www.example.com", "far.example.com", false), ...failover("SECONDARY") },
        page: { ...values("far.example.com", "192.0.2.1"), ...checkedBy("near") },
      },
    },
  ],
  ...(
    [
      ["a port that is none", { port: 65536 }],
      ["a TCP check without a port", { type: "TCP" }],
      ["a TCP check with a path", { type: "TCP", port: 25, resource_path: "/up" }],
      ["a TCP check of an address and a name", { type: "TCP", port: 25, ip_address: "192.0.2.1" }],
      ["a region without checkers", { regions: ["us-east-1", "us-west-2", "eu-north-1"] }],
    ] as const
  ).map(([what, check]): (typeof BROKEN)[number] => ["invalid-value", what, { checks: { near: check } }]),
  ...(
    [
      ["a continent that is none", { geolocation_routing_policy: { continent: "AMERICA" } }],
      ["a country by its name", { geolocation_routing_policy: { country: "France" } }],
      ["a country by another code", { geolocation_routing_policy: { country: "UK" } }],
      ["a continent and a country", { geolocation_routing_policy: { continent: "EU", country: "FR" } }],
      ["a province of Canada", { geolocation_routing_policy: { country: "CA", subdivision: "QC" } }],
      ["a bias of 100", { geoproximity_routing_policy: { aws_region: "us-east-1", bias: 100 } }],
    ] as const
  ).map(([what, policy]): (typeof BROKEN)[number] => [
    "invalid-value",
    what,
    { records: { a: { ...www("192.0.2.1"), set_identifier: "a", ...policy } } },
  ]),
  ["invalid-value", "an A record of a name", { records: { a: www("web.example.net") } }],
  ["invalid-value", "an AAAA record of IPv4", { records: { a: { ...www("192.0.2.1"), type: "AAAA" } } }],
  [
    "duplicate-routing-value",
    "two records for one CIDR location",
    {
      records: Object.fromEntries(
        ["one", "two"].map((set_identifier) => [
          set_identifier,
          {
            ...www("192.0.2.1"),
            set_identifier,
            cidr_routing_policy: { collection_id: "networks", location_name: "*" },
          },
        ]),
      ),
    },
  ],
  [
    "dangling-alias",
    "an A alias to a name that has only a CNAME record",
    {
      records: {
        a: aliasToRecord("a.example.com", "www.example.com"),
        www: { ...values("www.example.com", "web.example.net"), type: "CNAME" },
      },
    },
  ],
  [
    "dangling-alias",
    "an alias to a name that only a wildcard answers",
    {
      records: {
        a: aliasToRecord("a.example.com", "b.apps.example.com"),
        apps: values("*.apps.example.com", "192.0.2.1"),
      },
    },
  ],
  [
    "cname-not-possible",
    "a CNAME of two values",
    { records: { a: { ...values("www.example.com", "a.example.net", "b.example.net"), type: "CNAME" } } },
  ],
  ...OTHER_ZONE_IDS.map(([name, zoneId]): (typeof BROKEN)[number] => [
    "wrong-alias-zone",
    `${name} with ${zoneId}`,
    aliasTo(name, zoneId),
  ]),
  [
    "wrong-alias-zone",
    "a name in AWS's domain with the id of the record's own zone",
    aliasTo("vpce-1-a.vpce-svc-1.us-east-1.vpce.amazonaws.com", ZONE_ID),
  ],
  [
    "wrong-alias-zone",
    "a literal load balancer with the zone id of one in another region",
    {
      ...aliasTo("web-1.us-east-1.elb.amazonaws.com", "${aws_lb.far.zone_id}"),
      others: { aws_lb: { far: { provider: "aws.eu" } } },
    },
  ],
  [
    "wrong-alias-zone",
    "a website with the zone id of a bucket in another region",
    {
      ...aliasTo(
        "${aws_s3_bucket_website_configuration.page.website_domain}",
        "${aws_s3_bucket.far.hosted_zone_id}",
      ),
      others: {
        aws_s3_bucket: { page: {}, far: { provider: "aws.eu" } },
        aws_s3_bucket_website_configuration: { page: { bucket: "${aws_s3_bucket.page.id}" } },
      },
    },
  ],
  [
    "wrong-alias-zone",
    "a regional domain with its own CloudFront zone id",
    {
      ...aliasTo(
        "${aws_api_gateway_domain_name.near.regional_domain_name}",
        "${aws_api_gateway_domain_name.near.cloudfront_zone_id}",
      ),
      others,
    },
  ],
  [
    "domain-of-another-name",
    "a website of a bucket that is not named like the record",
    {
      ...aliasTo(
        "${aws_s3_bucket_website_configuration.page.website_domain}",
        "${aws_s3_bucket.page.hosted_zone_id}",
      ),
      others: {
        aws_s3_bucket: { page: { bucket: "sorry-page" } },
        aws_s3_bucket_website_configuration: { page: { bucket: "${aws_s3_bucket.page.bucket}" } },
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

/** A gateway in us-east-1 with its domain, mapping, certificate and pinned check: sound as it stands. */
function gateway(change: {
  readonly domain?: Readonly<Record<string, unknown>>;
  readonly alias?: object;
  readonly record?: object;
  readonly check?: object;
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly certificate?: Readonly<Record<string, unknown>>;
  readonly others?: Written["others"];
  readonly records?: Written["records"];
}): Written {
  const domain = "aws_api_gateway_domain_name.api";
  return {
    records: {
      api: {
        name: "api.example.com",
        alias: {
          name: `\${${domain}.regional_domain_name}`,
          zone_id: `\${${domain}.regional_zone_id}`,
          evaluate_target_health: false,
          ...change.alias,
        },
        ...change.record,
      },
      ...change.records,
    },
    checks: {
      api: { fqdn: "api.example.com", resource_path: "/v1/health", enable_sni: true, ...change.check },
    },
    others: {
      aws_api_gateway_domain_name: {
        api: {
          domain_name: "api.example.com",
          regional_certificate_arn: "${aws_acm_certificate.api.arn}",
          endpoint_configuration: { types: ["REGIONAL"] },
          ...change.domain,
        },
      },
      aws_acm_certificate: { api: { domain_name: "*.example.com", ...change.certificate } },
      aws_api_gateway_rest_api: {
        api: {
          body: JSON.stringify({
            paths: {
              "/health": { get: {} },
              "/orders/{id}": { "x-amazon-apigateway-any-method": { security: [{ key: [] }] } },
            },
          }),
        },
      },
      aws_api_gateway_base_path_mapping: {
        api: {
          api_id: "${aws_api_gateway_rest_api.api.id}",
          stage_name: "live",
          base_path: "v1",
          domain_name: "${aws_api_gateway_domain_name.api.id}",
          ...change.mapping,
        },
      },
      ...change.others,
    },
  };
}

/** A resource policy that allows requests from all addresses, on one condition. */
function apiPolicy(operator: string, range: string): Written["others"] {
  const statement = { Effect: "Allow", Principal: { AWS: "*" }, Action: "execute-api:*", Resource: "*" };
  const policy = { Statement: [{ ...statement, Condition: { [operator]: { "aws:SourceIp": range } } }] };
  const rest_api_id = "${aws_api_gateway_rest_api.api.id}";
  return { aws_api_gateway_rest_api_policy: { api: { rest_api_id, policy: JSON.stringify(policy) } } };
}

function alarm(check: object, attributes: object = {}, other?: Readonly<Record<string, unknown>>): Written {
  return {
    checks: {
      alarm: {
        type: "CLOUDWATCH_METRIC",
        cloudwatch_alarm_name: "errors",
        cloudwatch_alarm_region: "us-east-1",
        insufficient_data_health_status: "Unhealthy",
        ...check,
      },
    },
    others: {
      aws_cloudwatch_metric_alarm: {
        errors: { alarm_name: "errors", evaluation_periods: 3, period: 60, statistic: "Sum", ...attributes },
        ...(other && { other }),
      },
    },
  };
}

const cdn = (aliases: readonly string[], evaluate: boolean): Written => ({
  records: {
    cdn: {
      name: "cdn.example.com",
      alias: {
        name: "${aws_cloudfront_distribution.cdn.domain_name}",
        zone_id: "${aws_cloudfront_distribution.cdn.hosted_zone_id}",
        evaluate_target_health: evaluate,
      },
    },
  },
  others: { aws_cloudfront_distribution: { cdn: { aliases } } },
});

const balancer = (
  listener: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, unknown>> = {},
): Written => ({
  checks: { app: { type: "HTTP", fqdn: "${aws_lb.app.dns_name}" } },
  others: {
    aws_lb: { app: attributes },
    aws_lb_listener: { app: { load_balancer_arn: "${aws_lb.app.arn}", ...listener } },
  },
});

const networks = (collection: string) => ({
  set_identifier: collection,
  cidr_routing_policy: {
    collection_id: `\${aws_route53_cidr_collection.${collection}.id}`,
    location_name: "*",
  },
});

test.each([
  ["a gateway with its domain, mapping, certificate and check", gateway({})],
  ["a wildcard domain", gateway({ domain: { domain_name: "*.example.com" } })],
  ["an API for all networks", gateway({ others: apiPolicy("IpAddress", "0.0.0.0/0") })],
  ["an API that excludes a network", gateway({ others: apiPolicy("NotIpAddress", "192.0.2.0/24") })],
  [
    "a gateway of which the document has no API",
    { ...gateway({}), checks: {}, others: { aws_api_gateway_domain_name: { api: {} } } },
  ],
  ["a check of a standard alarm", alarm({})],
  [
    "a check of an alarm whose name another region's alarm has, too",
    alarm(
      {},
      {},
      { provider: "aws.eu", alarm_name: "errors", evaluation_periods: 3, period: 60, statistic: "Sum" },
    ),
  ],
  [
    "a check whose alarm breaches without data",
    alarm({ insufficient_data_health_status: "Healthy" }, { treat_missing_data: "breaching" }),
  ],
  ["a distribution with its alternate name", cdn(["cdn.example.com"], false)],
  [
    "a static website, whose zone id is its bucket's",
    {
      records: {
        page: {
          name: "page.example.com",
          alias: {
            name: "${aws_s3_bucket_website_configuration.page.website_domain}",
            zone_id: "${aws_s3_bucket.page.hosted_zone_id}",
            evaluate_target_health: false,
          },
        },
      },
      others: { aws_s3_bucket: { page: {} }, aws_s3_bucket_website_configuration: { page: {} } },
    },
  ],
  ["a check of a port that is open", balancer({ port: 80, protocol: "HTTP" })],
  [
    "a load balancer in a region that the document does not state",
    {
      ...aliasTo("${aws_lb.app.dns_name}", "Z32O12XQLNTSW2"),
      others: { aws_lb: { app: { provider: "aws.elsewhere" } } },
    },
  ],
  ...(
    [
      ["s3-website.eu-central-1.amazonaws.com", "Z21DNDUVLTQW6Q"],
      ["dualstack.web-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2"],
      ["net-1.elb.us-east-1.amazonaws.com", "Z26RNL4JYFTOTI"],
      ["d-abc.execute-api.sa-east-1.amazonaws.com", "ZCMLWB8V5SYIT"],
      ["vpce-1-a.vpce-svc-1.us-east-1.vpce.amazonaws.com", "Z7HUB22UULQXV"],
      ["web-1.us-east-1.elb.amazonaws.com", "Z1EXAMPLE"],
      ["stand-in-of-eu-west-1.us-east-1.elb.amazonaws.com", "Z35SXDOTRQ7X7K"],
    ] as const
  ).map(([name, zoneId]): [string, Written] => [`${name} with ${zoneId}`, aliasTo(name, zoneId)]),
])("nothing is wrong with %s", (_what, zone) => {
  expect(findings(zoneOf(zone))).toEqual([]);
});

const QUESTIONED: readonly (readonly [FindingKind, string, Written])[] = [
  ["alarm-hides-dead-region", "no data is healthy", alarm({ insufficient_data_health_status: "Healthy" })],
  [
    "alarm-hides-dead-region",
    "no data is as before",
    alarm({ insufficient_data_health_status: "LastKnownStatus" }),
  ],
  [
    "alarm-hides-dead-region",
    "the alarm takes no data as good",
    alarm({}, { treat_missing_data: "notBreaching" }),
  ],
  ["alarm-not-usable", "M out of N", alarm({}, { datapoints_to_alarm: 1 })],
  ["alarm-not-usable", "a percentile", alarm({}, { extended_statistic: "p99" })],
  ["alarm-not-usable", "metric math", alarm({}, { metric_query: [{ id: "e1" }] })],
  ["alarm-not-usable", "an alarm of another region", alarm({ cloudwatch_alarm_region: "eu-west-1" })],
  ["alias-evaluates-cloudfront", "an evaluated distribution", cdn([], true)],
  ["domain-of-another-name", "a distribution without the name", cdn(["www.example.com"], false)],
  [
    "domain-of-another-name",
    "a domain of another name",
    gateway({ domain: { domain_name: "www.example.com" } }),
  ],
  ["domain-of-another-name", "a wildcard of a higher level", gateway({ domain: { domain_name: "*.com" } })],
  ["domain-without-mapping", "no mapping", gateway({ mapping: { domain_name: "other.example.com" } })],
  ["certificate-of-another-name", "another name", gateway({ certificate: { domain_name: "example.com" } })],
  ["certificate-of-another-name", "another region", gateway({ certificate: { provider: "aws.eu" } })],
  [
    "no-ipv6",
    "an AAAA alias to a load balancer as it is by default",
    {
      records: {
        app: {
          name: "app.example.com",
          type: "AAAA",
          alias: {
            name: "${aws_lb.app.dns_name}",
            zone_id: "${aws_lb.app.zone_id}",
            evaluate_target_health: true,
          },
        },
      },
      others: { aws_lb: { app: {} } },
    },
  ],
  [
    "wrong-alias-zone",
    "an HTTP API's domain with the hosted zone's id",
    {
      records: {
        app: {
          name: "app.example.com",
          alias: {
            name: "${aws_apigatewayv2_domain_name.app.domain_name_configuration[0].target_domain_name}",
            zone_id: ZONE_ID,
            evaluate_target_health: false,
          },
        },
      },
      others: { aws_apigatewayv2_domain_name: { app: { domain_name: "app.example.com" } } },
    },
  ],
  ["no-ipv6", "an AAAA alias to the default, IPv4", gateway({ record: { type: "AAAA" } })],
  [
    "wrong-alias-name",
    "an edge name",
    gateway({ alias: { name: "${aws_api_gateway_domain_name.api.cloudfront_domain_name}" } }),
  ],
  ["wrong-alias-zone", "the hosted zone's id", gateway({ alias: { zone_id: ZONE_ID } })],
  [
    "calculated-of-calculated",
    "nested checks",
    {
      checks: {
        outer: {
          type: "CALCULATED",
          child_health_threshold: 1,
          child_healthchecks: ["${aws_route53_health_check.inner.id}"],
        },
        inner: { type: "CALCULATED", child_health_threshold: 0, child_healthchecks: [] },
      },
    },
  ],
  [
    "check-answers-403",
    "the gateway's own name",
    gateway({ check: { fqdn: "${aws_api_gateway_domain_name.api.regional_domain_name}" } }),
  ],
  [
    "check-answers-403",
    "a literal gateway name",
    { checks: { a: { fqdn: "d-abc123.execute-api.eu-west-1.amazonaws.com" } } },
  ],
  [
    "check-answers-403",
    "a disabled endpoint",
    {
      checks: { a: { fqdn: "${aws_api_gateway_rest_api.a.id}.execute-api.us-east-1.amazonaws.com" } },
      others: { aws_api_gateway_rest_api: { a: { disable_execute_api_endpoint: true } } },
    },
  ],
  [
    "check-answers-403",
    "a domain that requires client certificates",
    gateway({ domain: { mutual_tls_authentication: { truststore_uri: "s3://trust/store.pem" } } }),
  ],
  [
    "check-answers-403",
    "a domain in a VPC",
    gateway({ domain: { endpoint_configuration: { types: ["PRIVATE"] } } }),
  ],
  [
    "check-answers-403",
    "an API for one network",
    gateway({ others: apiPolicy("IpAddress", "192.0.2.0/24") }),
  ],
  ["check-answers-403", "a mapping without a stage", gateway({ mapping: { stage_name: undefined } })],
  ["check-answers-403", "a path outside of the mapping", gateway({ check: { resource_path: "/health" } })],
  ["check-answers-403", "a path that the API lacks", gateway({ check: { resource_path: "/v1/healthz" } })],
  ["check-answers-403", "a path that wants a key", gateway({ check: { resource_path: "/v1/orders/1" } })],
  ["check-of-closed-port", "HTTP to a gateway", gateway({ check: { type: "HTTP", port: 80 } })],
  ["check-of-closed-port", "another TLS port of a gateway", gateway({ check: { port: 8443 } })],
  ["check-of-closed-port", "a port without a listener", balancer({ port: 443, protocol: "HTTPS" })],
  [
    "check-of-closed-port",
    "TLS to a static website",
    { checks: { a: { fqdn: "b.s3-website-us-east-1.amazonaws.com" } } },
  ],
  [
    "check-of-private-address",
    "an internal balancer",
    balancer({ port: 80, protocol: "HTTP" }, { internal: true }),
  ],
  ["check-of-private-address", "a private address", { checks: { a: { ip_address: "172.20.1.1" } } }],
  [
    "check-of-private-address",
    "a name of a private address",
    {
      records: { a: values("inside.example.com", "192.168.0.9") },
      checks: { a: { fqdn: "inside.example.com" } },
    },
  ],
  ["check-without-sni", "TLS without the host name", gateway({ check: { enable_sni: false } })],
  [
    "cname-not-possible",
    "a CNAME of the zone's name",
    { records: { a: { ...values("example.com", "x.example.net"), type: "CNAME" } } },
  ],
  [
    "cname-not-possible",
    "a multivalue CNAME",
    {
      records: {
        a: {
          ...www("x.example.net"),
          type: "CNAME",
          set_identifier: "a",
          multivalue_answer_routing_policy: true,
        },
      },
    },
  ],
  [
    "delegated-name",
    "records below a delegation",
    {
      records: {
        ns: { ...values("sub.example.com", "ns.example.net"), type: "NS" },
        a: values("a.sub.example.com", "192.0.2.1"),
      },
    },
  ],
  [
    "health-check-id-of-another-kind",
    "an ARN",
    {
      ...SOUND,
      records: {
        ...SOUND.records,
        pinned: {
          ...values("near.example.com", "192.0.2.1"),
          health_check_id: "${aws_route53_health_check.near.arn}",
        },
      },
    },
  ],
  [
    "health-check-id-of-another-kind",
    "the id of another resource",
    {
      ...SOUND,
      records: {
        ...SOUND.records,
        pinned: {
          ...values("near.example.com", "192.0.2.1"),
          health_check_id: "${aws_api_gateway_domain_name.near.id}",
        },
      },
    },
  ],
  [
    "domain-of-another-name",
    "two distributions behind one name",
    {
      records: Object.fromEntries(
        ["PRIMARY", "SECONDARY"].map((role) => [
          role,
          {
            name: "www.example.com",
            alias: {
              name: `${role.toLowerCase()}.cloudfront.net`,
              zone_id: "Z2FDTNDATAQYW2",
              evaluate_target_health: false,
            },
            ...failover(role),
            ...checkedBy("near"),
          },
        ]),
      ),
      checks: { near: {} },
    },
  ],
  [
    "no-ipv6",
    "an AAAA alias to a website of S3",
    {
      records: {
        a: {
          ...aliasTo("s3-website-us-east-1.amazonaws.com", "Z3AQBSTGFYJSTF").records?.["a"],
          type: "AAAA",
        },
      },
    },
  ],
  [
    "invalid-value",
    "an alias with a TTL",
    { records: { ...SOUND.records, ttl: { ...aliasToRecord("a.example.com", "www.example.com"), ttl: 60 } } },
  ],
  ["invalid-value", "an unknown record type", { records: { a: { ...www("192.0.2.1"), type: "AAAAA" } } }],
  ["invalid-value", "a TTL of 69 years", { records: { a: { ...www("192.0.2.1"), ttl: 2 ** 31 } } }],
  [
    "invalid-value",
    "a latitude beyond the pole",
    {
      records: {
        a: {
          ...www("192.0.2.1"),
          set_identifier: "a",
          geoproximity_routing_policy: { coordinates: { latitude: "91.5", longitude: "8.1" } },
        },
      },
    },
  ],
  ...["zone_id", "evaluate_target_health"].map((missing): (typeof BROKEN)[number] => [
    "invalid-value",
    `an alias without ${missing}`,
    {
      records: {
        a: {
          name: "www.example.com",
          alias: {
            name: "web-1.us-east-1.elb.amazonaws.com",
            ...{ zone_id: "Z35SXDOTRQ7X7K", evaluate_target_health: true },
            [missing]: null,
          },
        },
      },
    },
  ]),
  ["invalid-value", "neither values nor an alias", { records: { a: { name: "www.example.com", ttl: 60 } } }],
  [
    "invalid-value",
    "values without a TTL",
    { records: { a: { name: "www.example.com", records: ["192.0.2.1"] } } },
  ],
  [
    "invalid-value",
    "a set identifier without a policy",
    { records: { a: { ...www("192.0.2.1"), set_identifier: "a" } } },
  ],
  [
    "invalid-value",
    "name servers with weights",
    {
      records: {
        a: {
          ...www("ns.example.net"),
          type: "NS",
          set_identifier: "a",
          weighted_routing_policy: { weight: 1 },
        },
      },
    },
  ],
  [
    "invalid-value",
    "257 children",
    {
      checks: {
        all: {
          type: "CALCULATED",
          child_health_threshold: 1,
          child_healthchecks: Array.from({ length: 257 }, (_, index) => `check-${index}`),
        },
      },
    },
  ],
  [
    "invalid-value",
    "a long set identifier",
    { records: { a: { ...www("1"), ...latency("us-east-1", "x".repeat(129)) } } },
  ],
  [
    "invalid-value",
    "a heavy weight",
    { records: { a: { ...www("1"), set_identifier: "a", weighted_routing_policy: { weight: 256 } } } },
  ],
  ["invalid-value", "a string match without a string", { checks: { a: { type: "HTTP_STR_MATCH" } } }],
  ["invalid-value", "an interval of 20 s", { checks: { a: { request_interval: 20 } } }],
  ["invalid-value", "a threshold of 11", { checks: { a: { failure_threshold: 11 } } }],
  [
    "ip-based-not-possible",
    "two collections",
    { records: { a: { ...www("1"), ...networks("one") }, b: { ...www("2"), ...networks("two") } } },
  ],
  [
    "ip-based-not-possible",
    "a private zone",
    {
      records: { a: { ...www("1"), ...networks("one") } },
      others: { aws_route53_zone: { zone: { name: "example.com", vpc: { vpc_id: "vpc-1" } } } },
    },
  ],
  ["missing-secondary", "a primary alone", { records: { a: { ...www("1"), ...failover("PRIMARY") } } }],
];

test.each([...BROKEN, ...QUESTIONED])("%s: %s", (kind, _what, zone) => {
  expect(kindsIn(zone)).toContain(kind);
});

test("a record without a zone id is named", () => {
  const what = written({ records: { a: { ...www("192.0.2.1"), zone_id: null } } });
  expect(readZones(readTerraform(what)).flatMap(findings)).toMatchObject([
    { kind: "invalid-value", message: "aws_route53_record.a: zone_id is missing" },
  ]);
});

test("every kind of finding is tried", () => {
  expect([...new Set([...BROKEN, ...QUESTIONED].map(([kind]) => kind))].sort()).toEqual(
    [...FINDING_KINDS].sort(),
  );
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
        "aws_route53_health_check.near: requests www.example.com, whose answer it controls; " +
        "check a name that always reaches one endpoint",
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
