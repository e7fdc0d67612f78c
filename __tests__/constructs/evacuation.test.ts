import { CHECKER_RANGES } from "../../src/aws";
import { synthStack } from "./synth";

const FOUR = { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {}, "sa-east-1": {} };

/** The checks that a region's routing check counts, by the end of their addresses. */
function counted(settings: object, region: string): string[] {
  const { child_healthchecks: children } = synthStack(settings).at(
    `aws_route53_health_check.routing_${region}_evacuation`,
  );
  return (Array.isArray(children) ? children : []).map(
    (id) => /routing_([a-z0-9-_]+)\.id/.exec(id)?.[1] ?? id,
  );
}

describe("a region's records", () => {
  test("follow a check that needs the region's own check and every marker's", () => {
    const check = synthStack().at("aws_route53_health_check.routing_us-east-1_evacuation");
    expect(check).toMatchObject({ type: "CALCULATED", child_health_threshold: 2 });
    expect(counted({}, "us-east-1")).toEqual(["us-east-1", "us-east-1_evacuation_eu-west-1"]);
    for (const record of ["us-east-1_primary_A", "eu-west-1_standby_us-east-1_AAAA"]) {
      expect(synthStack().at(`aws_route53_record.routing_${record}`)["health_check_id"]).toBe(
        "${aws_route53_health_check.routing_us-east-1_evacuation.id}",
      );
    }
  });

  test("check markers in at most two other regions, never in the region itself", () => {
    for (const region of Object.keys(FOUR)) {
      const [own, ...markers] = counted({ regions: FOUR }, region);
      expect(own).toBe(region);
      expect(markers).toHaveLength(2);
      expect(markers).not.toContain(`${region}_evacuation_${region}`);
    }
  });

  test("check markers in the stand-ins first", () => {
    const regions = { ...FOUR, "us-east-1": { failover: ["sa-east-1"] } };
    expect(counted({ regions }, "us-east-1")[1]).toBe("us-east-1_evacuation_sa-east-1");
  });

  test("do not check markers in a draining region", () => {
    const regions = { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": { status: "draining" } };
    expect(counted({ regions }, "us-east-1")).toEqual(["us-east-1", "us-east-1_evacuation_eu-west-1"]);
  });
});

describe("a marker", () => {
  const check = synthStack().at("aws_route53_health_check.routing_us-east-1_evacuation_eu-west-1");

  test("is an object in a bucket of another region, requested at that region's endpoint with SNI", () => {
    const { bucket } = synthStack().at("aws_s3_bucket.eu-west-1_markers");
    expect(check).toMatchObject({
      fqdn: `${bucket}.s3.eu-west-1.amazonaws.com`,
      port: 443,
      enable_sni: true,
      resource_path: "/us-east-1",
      depends_on: ["aws_s3_bucket_policy.eu-west-1_markers_policy"],
    });
  });

  test("must contain the region's name: an error page or a redirect of S3 evacuates nothing", () => {
    expect(check).toMatchObject({
      type: "HTTPS_STR_MATCH",
      search_string: '{"evacuated":"us-east-1"',
      invert_healthcheck: true,
    });
  });

  test("is seen after one request of each checker", () => {
    expect(check).toMatchObject({ failure_threshold: 1, request_interval: 30 });
    const fast = synthStack({ healthCheck: { intervalSeconds: 10 } });
    expect(fast.at("aws_route53_health_check.routing_us-east-1_evacuation_eu-west-1")).toMatchObject({
      request_interval: 10,
    });
  });
});

describe("a bucket of markers", () => {
  const stack = synthStack();
  const { policy } = stack.at("aws_s3_bucket_policy.us-east-1_markers_policy");
  const { Statement: statements } = JSON.parse(String(policy));

  test("lets only Route 53's health checkers read, from fixed ranges that Block Public Access does not call public", () => {
    const allowed = statements.filter(({ Effect: effect }: { Effect: string }) => effect === "Allow");
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: "s3:GetObject",
        Condition: { IpAddress: { "aws:SourceIp": CHECKER_RANGES.map(({ range }) => range) } },
      }),
    ]);
    for (const { range } of CHECKER_RANGES) {
      expect(Number(range.split("/")[1])).toBeGreaterThanOrEqual(8);
    }
    expect(stack.at("aws_s3_bucket_public_access_block.us-east-1_markers_access")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  test("refuses connections without TLS, has no ACLs, and keeps versions as a record of evacuations", () => {
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    );
    expect(stack.at("aws_s3_bucket_ownership_controls.us-east-1_markers_ownership")).toMatchObject({
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
    expect(stack.at("aws_s3_bucket_versioning.us-east-1_markers_versions")).toMatchObject({
      versioning_configuration: { status: "Enabled" },
    });
  });

  test("is encrypted with S3's keys, because health checkers cannot use a KMS key", () => {
    const { rule } = stack.at(
      "aws_s3_bucket_server_side_encryption_configuration.us-east-1_markers_encryption",
    );
    expect(rule).toEqual([{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }]);
  });

  test("can be destroyed with the markers in it, when its region leaves", () => {
    expect(stack.at("aws_s3_bucket.us-east-1_markers")).toMatchObject({ force_destroy: true });
  });

  test.each(["a", "abcdefghijklmnopqrstuv"])(
    "has a name that S3 accepts, for a deployment named %s…",
    (name) => {
      const regions = { "ap-northeast-1": {}, "ap-southeast-7": {} };
      const home = { home: "ap-northeast-1" };
      const buckets = synthStack({ name: name.padEnd(3, "x"), regions, table: home }).all("aws_s3_bucket");
      for (const { bucket } of buckets) {
        expect(bucket).toMatch(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/);
      }
    },
  );

  test("has a different name in a deployment with the same name but another domain: bucket names are global", () => {
    const names = (domainName: string) =>
      synthStack({ domainName })
        .all("aws_s3_bucket")
        .map(({ bucket }) => bucket);
    expect(names("api.example.com")).not.toEqual(names("rates.example.com"));
  });
});

test("a TXT record returns whether Route 53 considers a region healthy, evacuated or not", () => {
  const [healthy, unhealthy] = ["healthy", "unhealthy"].map((value) =>
    synthStack().at(`aws_route53_record.routing_us-east-1_health_${value}`),
  );
  expect(healthy).toMatchObject({
    name: "us-east-1.health.api.example.com",
    type: "TXT",
    records: ["healthy"],
    failover_routing_policy: { type: "PRIMARY" },
    health_check_id: "${aws_route53_health_check.routing_us-east-1.id}",
  });
  expect(unhealthy).toMatchObject({ records: ["unhealthy"], failover_routing_policy: { type: "SECONDARY" } });
});

const EVACUATION = /markers|evacuat|_health_(un)?healthy/;

test.each([
  ["it is off", { evacuation: false }],
  ["there is one region", { regions: { "us-east-1": {} } }],
])("nothing of it is in the stack if %s, and records follow the region's own check", (_, settings) => {
  expect(synthStack(settings).addresses.filter((address) => EVACUATION.test(address))).toEqual([]);
  expect(synthStack(settings).at("aws_route53_record.routing_us-east-1_primary_A")["health_check_id"]).toBe(
    "${aws_route53_health_check.routing_us-east-1.id}",
  );
});

test("a region without stand-ins cannot be evacuated", () => {
  const regions = { "us-east-1": {}, "eu-west-1": { failover: [] } };
  const { addresses } = synthStack({ regions });
  expect(addresses.filter((address) => /routing_eu-west-1_evacuation/.test(address))).toEqual([]);
  expect(addresses).toContain("aws_route53_health_check.routing_us-east-1_evacuation_eu-west-1");
});

test("the check that fails only with every region counts the regions' own checks: a calculated one cannot count others", () => {
  const regions = { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": { failover: ["eu-west-1"] } };
  const { child_healthchecks: children } = synthStack({ regions }).at(
    "aws_route53_health_check.routing_any-region",
  );
  expect(children).toEqual(
    ["us-east-1", "ap-south-1", "eu-west-1"].map(
      (region) => `\${aws_route53_health_check.routing_${region}.id}`,
    ),
  );
});

test("an outage of an evacuated region sends no message", () => {
  expect(synthStack().at("aws_cloudwatch_composite_alarm.outages_us-east-1_outage")["alarm_rule"]).toBe(
    '(ALARM("currency-exchange-us-east-1-down")) AND (NOT ALARM("currency-exchange-us-east-1-evacuated-and-down"))',
  );
});
