import { z } from "zod";
import type { ProofId } from "../../src/route53";

const alias = z.looseObject({
  name: z.string(),
  zone_id: z.string(),
  evaluate_target_health: z.boolean(),
});
const record = z.looseObject({ alias: alias.optional() });
const block = z.record(z.string(), z.unknown());
const document = z.looseObject({
  resource: z.looseObject({
    aws_route53_record: z.record(z.string(), record),
    aws_route53_health_check: z.record(z.string(), block),
  }),
});

type Record_ = z.infer<typeof record>;

/** A synthesized stack that is being changed. */
class Draft {
  private readonly json: z.infer<typeof document>;

  constructor(text: string) {
    this.json = document.parse(JSON.parse(text));
  }

  get records() {
    return this.json.resource.aws_route53_record;
  }

  get checks() {
    return this.json.resource.aws_route53_health_check;
  }

  /** Changes records by the end of their names: `us-east-1_primary_A`, or `us-east-1_primary` for A and AAAA. */
  edit(name: string, change: (record: Record_) => Record_): void {
    for (const key of this.named(name)) {
      this.records[key] = change(this.records[key] ?? {});
    }
  }

  retarget(name: string, to: Partial<z.infer<typeof alias>>): void {
    this.edit(name, (one) => ({ ...one, alias: { ...alias.parse(one.alias), ...to } }));
  }

  /** Adds an A and an AAAA record like others, with these differences. */
  add(name: string, like: string, changes: Partial<Record_>): void {
    for (const type of ["A", "AAAA"]) {
      this.records[`routing_${name}_${type}`] = { ...this.records[`routing_${like}_${type}`], ...changes };
    }
  }

  remove(name: string): void {
    for (const key of this.named(name)) {
      delete this.records[key];
    }
  }

  check(region: string, changes: object): void {
    const key = `routing_${region}`;
    this.checks[key] = { ...this.checks[key], ...changes };
  }

  /** Sets what is at `type.name.attribute`, or removes it. */
  set(path: string, value?: unknown): void {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    const holder = steps.reduce<unknown>((found, step) => block.parse(found)[step], this.json);
    if (typeof holder !== "object" || holder === null) {
      throw new Error(`the stack has no ${path}`);
    }
    if (value === undefined) {
      Reflect.deleteProperty(holder, last);
    } else {
      Reflect.set(holder, last, value);
    }
  }

  /** Changes the policy of the bucket in eu-west-1 that contains markers. */
  markerPolicy(change: (policy: string) => string): void {
    const policies = block.parse(this.json.resource["aws_s3_bucket_policy"]);
    const { policy } = block.parse(policies["eu-west-1_markers_policy"]);
    this.set("resource.aws_s3_bucket_policy.eu-west-1_markers_policy.policy", change(String(policy)));
  }

  /** Changes the document of a region's API. */
  api(region: string, change: (paths: Record<string, unknown>) => void): void {
    const path = `resource.aws_api_gateway_rest_api.${region}_gateway.body`;
    const api = z.looseObject({ paths: block });
    const json = z.looseObject({
      resource: z.looseObject({ aws_api_gateway_rest_api: z.record(z.string(), block) }),
    });
    const document = api.parse(
      JSON.parse(
        String(json.parse(this.json).resource.aws_api_gateway_rest_api[`${region}_gateway`]?.["body"]),
      ),
    );
    change(document.paths);
    this.set(path, JSON.stringify(document));
  }

  toString(): string {
    return JSON.stringify(this.json);
  }

  private named(name: string): readonly string[] {
    const keys = [`routing_${name}`, `routing_${name}_A`, `routing_${name}_AAAA`].filter(
      (key) => key in this.records,
    );
    if (keys.length === 0) {
      throw new Error(`the stack has no record routing_${name}`);
    }
    return keys;
  }
}

export interface Mutant {
  /** What was done to the stack. */
  readonly name: string;
  /** A proof that must break. */
  readonly killedBy: ProofId;
  readonly mutate: (stack: string) => string;
}

/** The stack that they are mutants of: eu-west-1's data may go to eu-central-1 only, the others' anywhere. */
export const REGIONS = { "us-east-1": {}, "eu-west-1": { failover: ["eu-central-1"] }, "eu-central-1": {} };

/**
 * A stack with one rule broken, each. Not among them, because it changes no answer: turning off the latency
 * records' evaluation of a region that may fail over to every other one.
 */
const OF_RECORDS: readonly Mutant[] = [
  mutant("a primary record has no health check", "healthy", (stack) =>
    stack.edit("us-east-1_primary", without("health_check_id")),
  ),
  mutant("only the IPv6 primary record has no health check", "answered", (stack) =>
    stack.edit("us-east-1_primary_AAAA", without("health_check_id")),
  ),
  mutant("a standby record has no health check", "healthy", (stack) =>
    stack.edit("us-east-1_standby_eu-west-1", without("health_check_id")),
  ),
  mutant("a secondary record does not evaluate its target", "nearest", (stack) =>
    stack.retarget("us-east-1_secondary", { evaluate_target_health: false }),
  ),
  mutant("the latency record of a region with residency rules evaluates its target", "residency", (stack) =>
    stack.retarget("eu-west-1_latency", { evaluate_target_health: true }),
  ),
  mutant("PRIMARY and SECONDARY are swapped", "steady", (stack) => {
    stack.edit("us-east-1_primary", (one) => ({ ...one, failover_routing_policy: { type: "SECONDARY" } }));
    stack.edit("us-east-1_secondary", (one) => ({ ...one, failover_routing_policy: { type: "PRIMARY" } }));
  }),
  mutant("a region has two PRIMARY records", "sound", (stack) =>
    stack.edit("us-east-1_secondary", (one) => ({ ...one, failover_routing_policy: { type: "PRIMARY" } })),
  ),
  mutant("a region has no secondary record", "healthy", (stack) => stack.remove("eu-west-1_secondary")),
  mutant("a latency record points to another region's pair", "steady", (stack) =>
    stack.retarget("us-east-1_latency", { name: "eu-central-1.failover.api.example.com" }),
  ),
  mutant("a latency record has the wrong region", "nearest", (stack) =>
    stack.edit("us-east-1_latency", (one) => ({
      ...one,
      latency_routing_policy: { region: "ap-northeast-1" },
    })),
  ),
  mutant("a region has no latency record", "nearest", (stack) => stack.remove("eu-central-1_latency")),
  mutant("a region has no IPv6 latency record", "answered", (stack) =>
    stack.remove("us-east-1_latency_AAAA"),
  ),
  mutant("the API's name has no IPv6 records at all", "answered", (stack) => {
    for (const region of Object.keys(REGIONS)) {
      stack.remove(`${region}_latency_AAAA`);
    }
  }),
  mutant("a primary record points to another region's gateway", "steady", (stack) =>
    stack.retarget("us-east-1_primary", gateway("eu-central-1")),
  ),
  mutant("a standby record points to the region that it stands in for", "healthy", (stack) =>
    stack.retarget("us-east-1_standby_eu-west-1", gateway("us-east-1")),
  ),
  mutant("a secondary record points to a forbidden region", "residency", (stack) =>
    stack.retarget("eu-west-1_secondary", gateway("us-east-1")),
  ),
  mutant("a forbidden region stands in beside the allowed one", "residency", (stack) =>
    stack.add("us-east-1_forbidden", "eu-central-1_standby_us-east-1", {
      name: "eu-west-1.standby.api.example.com",
    }),
  ),
  mutant("a forbidden region stands in, too far away for any place to be sent there", "residency", (stack) =>
    stack.add("us-east-1_forbidden", "eu-central-1_standby_us-east-1", {
      name: "eu-west-1.standby.api.example.com",
      latency_routing_policy: { region: "ap-southeast-6" },
      health_check_id: "${aws_route53_health_check.routing_eu-central-1.id}",
    }),
  ),
  mutant("a stand-in is missing", "nearest", (stack) => stack.remove("us-east-1_standby_eu-west-1")),
  mutant("users are sent to a region that does not serve", "residency", (stack) =>
    stack.add("sa-east-1_latency", "us-east-1_latency", {
      set_identifier: "sa-east-1",
      latency_routing_policy: { region: "sa-east-1" },
      alias: { name: "d-0.execute-api.sa-east-1.amazonaws.com", zone_id: "Z1", evaluate_target_health: true },
    }),
  ),
  mutant("a health check requests the API's own name", "independent", (stack) =>
    stack.check("us-east-1", { fqdn: "api.example.com" }),
  ),
  mutant("a health check requests its own failover pair", "independent", (stack) =>
    stack.check("us-east-1", { fqdn: "us-east-1.failover.api.example.com" }),
  ),
  mutant("a health check requests another region", "healthy", (stack) =>
    stack.check("us-east-1", { fqdn: "eu-central-1.api.example.com" }),
  ),
  mutant("a health check requests a name that does not exist", "sound", (stack) =>
    stack.check("us-east-1", { fqdn: "us-east-2.api.example.com" }),
  ),
  mutant("a pinned name points to another region's gateway", "healthy", (stack) =>
    stack.retarget("us-east-1_pinned", gateway("eu-central-1")),
  ),
  mutant("a health check is disabled", "healthy", (stack) => stack.check("eu-west-1", { disabled: true })),
  mutant("a health check is inverted", "steady", (stack) =>
    stack.check("eu-central-1", { invert_healthcheck: true }),
  ),
  mutant("a health check is calculated from too few children", "steady", (stack) =>
    stack.check("eu-central-1", { type: "CALCULATED", child_health_threshold: 1, child_healthchecks: [] }),
  ),
  mutant("a health check waits longer", "recovery", (stack) =>
    stack.check("us-east-1", { request_interval: 60 }),
  ),
  mutant("a health check wants more failures", "recovery", (stack) =>
    stack.check("us-east-1", { failure_threshold: 10 }),
  ),
  mutant("a health check has too few checkers", "sound", (stack) =>
    stack.check("us-east-1", { regions: ["us-east-1"] }),
  ),
  mutant("a record's health check is gone", "sound", (stack) => {
    delete stack.checks["routing_us-east-1_evacuation"];
  }),
  mutant("a calculated check's child is gone", "healthy", (stack) => {
    delete stack.checks["routing_us-east-1"];
  }),
  mutant("two records have the same set identifier", "sound", (stack) =>
    stack.edit("us-east-1_latency", (one) => ({ ...one, set_identifier: "eu-west-1" })),
  ),
  mutant("a record has another policy than its set", "sound", (stack) =>
    stack.edit("us-east-1_latency", (one) => ({
      ...without("latency_routing_policy")(one),
      weighted_routing_policy: { weight: 1 },
    })),
  ),
  mutant("an alias points to a name that is not there", "sound", (stack) =>
    stack.retarget("us-east-1_secondary", { name: "us-east-1.standbye.api.example.com" }),
  ),
  mutant("an alias leads back to the API's own name", "sound", (stack) =>
    stack.retarget("us-east-1_secondary", { name: "api.example.com" }),
  ),
  mutant("a record is in another hosted zone", "answered", (stack) =>
    stack.edit("us-east-1_primary_A", (one) => ({ ...one, zone_id: "Z0OTHER" })),
  ),
];

const DOMAIN = "resource.aws_api_gateway_domain_name";
const CERTIFICATE = "resource.aws_acm_certificate";

/** Mistakes around the records: in what a check requests, in domains, certificates, the API, the zone and the outputs. */
const SURROUNDINGS: readonly Mutant[] = [
  mutant("a primary record points to the pinned domain", "sound", (stack) =>
    stack.retarget("us-east-1_primary", gateway("us-east-1", "pinned")),
  ),
  mutant("a standby record points to the pinned domain", "sound", (stack) =>
    stack.retarget("us-east-1_standby_eu-west-1", gateway("eu-west-1", "pinned")),
  ),
  mutant("a pinned name has another region's zone id", "sound", (stack) =>
    stack.retarget("us-east-1_pinned", { zone_id: gateway("eu-west-1", "pinned").zone_id }),
  ),
  mutant("a failover pair is delegated to other name servers", "sound", (stack) => {
    stack.records["ns"] = {
      zone_id: "${aws_route53_zone.zone.zone_id}",
      name: "us-east-1.failover.api.example.com",
      type: "NS",
      ttl: 300,
      records: ["ns.example.net"],
    };
  }),
  mutant("a secondary record has its own region's health check", "healthy", (stack) =>
    stack.edit("eu-west-1_secondary", (one) => ({ ...one, health_check_id: check("eu-west-1") })),
  ),
  mutant("a primary record has another region's health check", "healthy", (stack) =>
    stack.edit("us-east-1_primary", (one) => ({ ...one, health_check_id: check("eu-central-1") })),
  ),
  mutant("a latency record has another region's health check", "steady", (stack) =>
    stack.edit("us-east-1_latency", (one) => ({ ...one, health_check_id: check("eu-central-1") })),
  ),
  mutant("a wildcard of one region answers for another one's pinned name", "healthy", (stack) => {
    stack.edit("eu-central-1_pinned", (one) => ({ ...one, name: "*.api.example.com" }));
    stack.remove("us-east-1_pinned");
  }),
  mutant("a pinned name is a private address", "sound", (stack) =>
    stack.edit("us-east-1_pinned_A", (one) => ({ ...without("alias")(one), ttl: 60, records: ["10.1.2.3"] })),
  ),
  mutant("a record's health check is named by its ARN", "sound", (stack) =>
    stack.edit("us-east-1_primary", (one) => ({
      ...one,
      health_check_id: check("us-east-1").replace(".id}", ".arn}"),
    })),
  ),
  mutant("a health check requests the gateway's default endpoint", "sound", (stack) =>
    stack.check("us-east-1", {
      fqdn: "${aws_api_gateway_rest_api.us-east-1_gateway.id}.execute-api.us-east-1.amazonaws.com",
    }),
  ),
  mutant("a health check requests plain HTTP", "sound", (stack) =>
    stack.check("us-east-1", { type: "HTTP", port: 80 }),
  ),
  mutant("a health check requests a port that is closed", "sound", (stack) =>
    stack.check("us-east-1", { port: 8443 }),
  ),
  mutant("a health check sends no host name in the TLS handshake", "sound", (stack) =>
    stack.check("us-east-1", { enable_sni: false }),
  ),
  mutant("a health check requests a path that the API lacks", "sound", (stack) =>
    stack.check("us-east-1", { resource_path: "/statuses" }),
  ),
  mutant("a health check searches for nothing", "sound", (stack) =>
    stack.check("us-east-1", { type: "HTTPS_STR_MATCH" }),
  ),
  mutant("a health check fails after no failure", "sound", (stack) =>
    stack.check("us-east-1", { failure_threshold: 0 }),
  ),
  mutant("a health check requests the zone's own name, which has no record", "sound", (stack) =>
    stack.check("us-east-1", { fqdn: "example.com" }),
  ),
  mutant("a health check is healthy while any region is", "healthy", (stack) => {
    stack.checks["any"] = {
      type: "CALCULATED",
      child_health_threshold: 1,
      child_healthchecks: Object.keys(REGIONS).map(check),
    };
    stack.edit("us-east-1_primary", (one) => ({
      ...one,
      health_check_id: "${aws_route53_health_check.any.id}",
    }));
  }),
  mutant("a health check counts no child", "healthy", (stack) =>
    stack.check("us-east-1", {
      type: "CALCULATED",
      child_health_threshold: 0,
      child_healthchecks: [check("eu-west-1")],
    }),
  ),
  mutant("a health check follows an alarm that takes silence for health", "healthy", (stack) => {
    stack.set("resource.aws_cloudwatch_metric_alarm.errors", {
      provider: "aws.us-east-1",
      alarm_name: "errors",
      evaluation_periods: 1,
      period: 60,
    });
    stack.check("us-east-1", {
      type: "CLOUDWATCH_METRIC",
      cloudwatch_alarm_name: "errors",
      cloudwatch_alarm_region: "us-east-1",
      insufficient_data_health_status: "LastKnownStatus",
    });
  }),
  mutant("a health check follows a composite alarm", "sound", (stack) => {
    stack.set("resource.aws_cloudwatch_composite_alarm.any", {
      provider: "aws.us-east-1",
      alarm_name: "any",
    });
    stack.check("us-east-1", {
      type: "CLOUDWATCH_METRIC",
      cloudwatch_alarm_name: "any",
      insufficient_data_health_status: "Unhealthy",
    });
  }),
  mutant("a shared domain has another name", "sound", (stack) =>
    stack.set(`${DOMAIN}.us-east-1_shared.domain_name`, "api.example.org"),
  ),
  mutant("a pinned domain has another name, so that its check gets 403", "sound", (stack) =>
    stack.set(`${DOMAIN}.us-east-1_pinned.domain_name`, "us.api.example.com"),
  ),
  mutant("a shared domain is mapped to another region's API", "sound", (stack) =>
    stack.set(
      "resource.aws_api_gateway_base_path_mapping.us-east-1_shared_mapping.api_id",
      "${aws_api_gateway_rest_api.eu-west-1_gateway.id}",
    ),
  ),
  mutant("a shared domain has no mapping", "sound", (stack) =>
    stack.set("resource.aws_api_gateway_base_path_mapping.us-east-1_shared_mapping"),
  ),
  mutant("a pinned domain is mapped below a path that its check does not request", "sound", (stack) =>
    stack.set("resource.aws_api_gateway_base_path_mapping.us-east-1_pinned_mapping.base_path", "v2"),
  ),
  mutant("a domain is edge-optimized, and aliased by its regional name", "sound", (stack) =>
    stack.set(`${DOMAIN}.us-east-1_shared.endpoint_configuration.types`, ["EDGE"]),
  ),
  mutant("a domain answers over IPv4 only, the default", "sound", (stack) =>
    stack.set(`${DOMAIN}.us-east-1_shared.endpoint_configuration.ip_address_type`),
  ),
  mutant("a domain is in another region than its certificate", "sound", (stack) =>
    stack.set(`${DOMAIN}.us-east-1_shared.provider`, "aws.eu-west-1"),
  ),
  mutant("a certificate lacks the pinned name", "sound", (stack) =>
    stack.set(`${CERTIFICATE}.us-east-1_certificate.subject_alternative_names`),
  ),
  mutant("a certificate is for another name", "sound", (stack) =>
    stack.set(`${CERTIFICATE}.us-east-1_certificate.domain_name`, "api.example.net"),
  ),
  mutant("a certificate is in another region", "sound", (stack) =>
    stack.set(`${CERTIFICATE}.us-east-1_certificate.provider`, "aws.eu-west-1"),
  ),
  mutant("the API has lost the path that its check requests", "sound", (stack) =>
    stack.api("us-east-1", (paths) => Reflect.deleteProperty(paths, "/health-check")),
  ),
  mutant("the API is private", "sound", (stack) =>
    stack.set("resource.aws_api_gateway_rest_api.us-east-1_gateway.endpoint_configuration", {
      types: ["PRIVATE"],
    }),
  ),
  mutant("the API's policy keeps health checkers out", "sound", (stack) =>
    stack.set(
      "resource.aws_api_gateway_rest_api.us-east-1_gateway.policy",
      JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "execute-api:Invoke",
            Resource: "execute-api:/*",
            Condition: { IpAddress: { "aws:SourceIp": ["198.51.100.0/24"] } },
          },
        ],
      }),
    ),
  ),
  mutant("a record's health check depends on an unknown condition", "sound", (stack) =>
    stack.edit("us-east-1_primary", (one) => ({
      ...one,
      health_check_id: "${var.checked ? aws_route53_health_check.routing_us-east-1_evacuation.id : null}",
    })),
  ),
  mutant("the path that a check requests wants a key", "sound", (stack) =>
    stack.api("us-east-1", (paths) => {
      paths["/health-check"] = { get: { security: [{ key: [] }] } };
    }),
  ),
  mutant("the hosted zone is private", "answered", (stack) =>
    stack.set("resource.aws_route53_zone.zone.vpc", [{ vpc_id: "vpc-1" }]),
  ),
  mutant("the rules allow a region that no record leads to", "residency", (stack) =>
    stack.set("output.failover.value", {
      "us-east-1": ["sa-east-1"],
      "eu-west-1": ["eu-central-1"],
      "eu-central-1": ["us-east-1"],
    }),
  ),
  mutant("the rules leave out a serving region", "residency", (stack) =>
    stack.set("output.failover.value", { "us-east-1": ["eu-west-1"], "eu-west-1": ["us-east-1"] }),
  ),
  mutant("the rules promise seconds that the checks can't keep", "recovery", (stack) =>
    stack.set("output.failover_seconds.value", 149),
  ),
];

function mutant(name: string, killedBy: ProofId, change: (stack: Draft) => void): Mutant {
  return {
    name,
    killedBy,
    mutate: (stack) => {
      const draft = new Draft(stack);
      change(draft);
      return draft.toString();
    },
  };
}

function without(key: string): (record: Record_) => Record_ {
  return (one) => record.parse(Object.fromEntries(Object.entries(one).filter(([name]) => name !== key)));
}

function gateway(region: string, which: "shared" | "pinned" = "shared"): { name: string; zone_id: string } {
  const domain = `aws_api_gateway_domain_name.${region}_${which}`;
  return { name: `\${${domain}.regional_domain_name}`, zone_id: `\${${domain}.regional_zone_id}` };
}

function check(region: string): string {
  return `\${aws_route53_health_check.routing_${region}.id}`;
}

const OWN_CHECK = "${aws_route53_health_check.routing_us-east-1.id}";
/** The two buckets that hold the markers of us-east-1. */
const MARKERS = ["eu-central-1", "eu-west-1"].map((at) => `us-east-1_evacuation_${at}`);

const OF_EVACUATION: readonly Mutant[] = [
  mutant("a region's primary record follows its own check alone", "evacuated", (stack) => {
    stack.edit("us-east-1_primary", (one) => ({ ...one, health_check_id: OWN_CHECK }));
  }),
  mutant("a stand-in's record follows its own check alone", "evacuated", (stack) => {
    stack.edit("us-east-1_standby_eu-west-1", (one) => ({
      ...one,
      health_check_id: "${aws_route53_health_check.routing_eu-west-1.id}",
    }));
  }),
  mutant("the check that counts markers needs one healthy child only", "evacuated", (stack) => {
    stack.check("us-east-1_evacuation", { child_health_threshold: 1 });
  }),
  mutant("the check that counts markers misses one when a region fails", "evacuated", (stack) => {
    stack.check("us-east-1_evacuation", { child_health_threshold: 2 });
  }),
  mutant("the check that counts markers does not count the region's own", "healthy", (stack) => {
    stack.check("us-east-1_evacuation", {
      child_health_threshold: 2,
      child_healthchecks: MARKERS.map((name) => `\${aws_route53_health_check.routing_${name}.id}`),
    });
  }),
  mutant("the check that counts markers counts none", "evacuable", (stack) => {
    stack.check("us-east-1_evacuation", { child_health_threshold: 1, child_healthchecks: [OWN_CHECK] });
  }),
  mutant("a region's marker is in the region itself", "evacuable", (stack) => {
    for (const name of MARKERS) {
      stack.check(name, { fqdn: "currency-exchange-markers.s3.us-east-1.amazonaws.com" });
    }
  }),
  mutant("two regions share a marker", "evacuable", (stack) => {
    stack.check("eu-central-1_evacuation", {
      child_health_threshold: 2,
      child_healthchecks: [
        "${aws_route53_health_check.routing_eu-central-1.id}",
        `\${aws_route53_health_check.routing_${MARKERS[1]}.id}`,
      ],
    });
  }),
  mutant("a marker's check is not inverted", "healthy", (stack) => {
    for (const name of MARKERS) {
      stack.check(name, { invert_healthcheck: false, child_health_threshold: undefined });
    }
  }),
  mutant("a marker's check takes any answer", "unforced", (stack) => {
    stack.check("us-east-1_evacuation_eu-west-1", { type: "HTTPS", search_string: undefined });
  }),
  mutant("health checkers may not read the markers", "evacuable", (stack) => {
    stack.set("resource.aws_s3_bucket_policy.eu-west-1_markers_policy");
  }),
  mutant("the markers' policy lets some health checkers read", "evacuable", (stack) => {
    stack.set(
      "resource.aws_s3_bucket_policy.eu-west-1_markers_policy.policy",
      JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: "*",
            Condition: { IpAddress: { "aws:SourceIp": ["54.248.220.0/26"] } },
          },
        ],
      }),
    );
  }),
  mutant("the markers' policy is for other objects", "evacuable", (stack) => {
    stack.markerPolicy((policy) => policy.replace("/*", "/logs/*"));
  }),
  mutant("the markers' policy lets checkers read through a VPC endpoint only", "evacuable", (stack) => {
    const vpcOnly = '"Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"},';
    stack.markerPolicy((policy) => policy.replace('"Condition":{', vpcOnly));
  }),
  mutant("the markers' policy denies what it allows", "evacuable", (stack) => {
    const denied = '"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:Get*","Resource":"*"},';
    stack.markerPolicy((policy) => policy.replace('"Statement":[', denied));
  }),
  mutant("a marker's check uses plain HTTP, which the policy denies", "evacuable", (stack) => {
    stack.check("us-east-1_evacuation_eu-west-1", { type: "HTTP_STR_MATCH", port: 80 });
  }),
  mutant("the markers are encrypted with a KMS key", "evacuable", (stack) => {
    stack.set(
      "resource.aws_s3_bucket_server_side_encryption_configuration.eu-west-1_markers_encryption.rule",
      [{ apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms" } }],
    );
  }),
  mutant("a marker's check matches another region's marker", "evacuable", (stack) => {
    stack.check("us-east-1_evacuation_eu-west-1", { search_string: '{"evacuated":"eu-central-1"' });
  }),
  mutant("a marker's check matches a text that no marker has", "evacuable", (stack) => {
    stack.check("us-east-1_evacuation_eu-west-1", { search_string: '{"evacuated": "us-east-1"' });
  }),
  mutant("a marker's check requests the bucket instead of an object", "evacuable", (stack) => {
    stack.check("us-east-1_evacuation_eu-west-1", { resource_path: "/" });
  }),
  mutant("two regions' markers are one object", "evacuable", (stack) => {
    stack.check("us-east-1_evacuation_eu-west-1", { resource_path: "/eu-central-1" });
  }),
  mutant("a marker must be seen four times", "evacuation", (stack) => {
    stack.check("us-east-1_evacuation_eu-west-1", { failure_threshold: 4 });
  }),
  mutant("a region's own check is inverted to evacuate it", "healthy", (stack) => {
    stack.check("us-east-1", { invert_healthcheck: true });
  }),
];

export const MUTANTS: readonly Mutant[] = [...OF_RECORDS, ...OF_EVACUATION, ...SURROUNDINGS];
