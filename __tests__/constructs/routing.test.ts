import "./setup";
import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { type Resource, synthStack, synthStackFile } from "./synth";

const THREE = { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} };

const ZONE = "${aws_route53_zone.zone.zone_id}";

function record(settings: object, id: string): Resource {
  return synthStack(settings).at(`aws_route53_record.routing_${id}`);
}

describe("the shared name", () => {
  test("has one latency record per region, over the region's failover pair", () => {
    expect(synthStackFile({})).toHaveResourceWithProperties(Route53Record, {
      name: "api.example.com",
      type: "A",
      set_identifier: "eu-west-1",
      latency_routing_policy: { region: "eu-west-1" },
      alias: { name: "eu-west-1.failover.api.example.com", zone_id: ZONE, evaluate_target_health: true },
    });
  });

  test("is created after its target; Route 53 rejects an alias to a missing record", () => {
    expect(record({}, "eu-west-1_latency_A")["depends_on"]).toContain(
      "aws_route53_record.routing_eu-west-1_primary_A",
    );
    expect(record({}, "eu-west-1_secondary_A")["depends_on"]).toContain(
      "aws_route53_record.routing_eu-west-1_standby_us-east-1_A",
    );
  });
});

describe("a failover pair", () => {
  test("prefers the region's own gateway while its health check is healthy", () => {
    expect(synthStackFile({})).toHaveResourceWithProperties(Route53Record, {
      name: "eu-west-1.failover.api.example.com",
      type: "A",
      failover_routing_policy: { type: "PRIMARY" },
      health_check_id: "${aws_route53_health_check.routing_eu-west-1_evacuation.id}",
      alias: {
        name: "${aws_api_gateway_domain_name.eu-west-1_shared.regional_domain_name}",
        zone_id: "${aws_api_gateway_domain_name.eu-west-1_shared.regional_zone_id}",
        evaluate_target_health: true,
      },
    });
  });

  test("falls back to the region's stand-ins", () => {
    expect(synthStackFile({})).toHaveResourceWithProperties(Route53Record, {
      name: "eu-west-1.failover.api.example.com",
      type: "AAAA",
      failover_routing_policy: { type: "SECONDARY" },
      alias: { name: "eu-west-1.standby.api.example.com", zone_id: ZONE, evaluate_target_health: true },
    });
  });

  test("of three regions falls back to the nearest healthy one of the other two", () => {
    for (const standIn of ["us-east-1", "ap-south-1"]) {
      expect(synthStackFile({ regions: THREE })).toHaveResourceWithProperties(Route53Record, {
        name: "eu-west-1.standby.api.example.com",
        type: "A",
        latency_routing_policy: { region: standIn },
        health_check_id: `\${aws_route53_health_check.routing_${standIn}_evacuation.id}`,
        alias: {
          name: `\${aws_api_gateway_domain_name.${standIn}_shared.regional_domain_name}`,
          zone_id: `\${aws_api_gateway_domain_name.${standIn}_shared.regional_zone_id}`,
          evaluate_target_health: true,
        },
      });
    }
  });
});

describe("data residency", () => {
  const resident = { regions: { ...THREE, "eu-west-1": { failover: [] } } };
  const restricted = { regions: { ...THREE, "eu-west-1": { failover: ["us-east-1"] } } };
  const routing = (settings: object) =>
    synthStack(settings).addresses.filter((address) => /routing_eu-west-1_(secondary|standby)/.test(address));

  test("a region without failover has no stand-in", () => {
    expect(routing(resident)).toEqual([]);
  });

  test("a region fails over only to the regions in its failover order", () => {
    expect(routing(restricted).filter((address) => address.includes("standby"))).toEqual([
      "aws_route53_record.routing_eu-west-1_standby_us-east-1_A",
      "aws_route53_record.routing_eu-west-1_standby_us-east-1_AAAA",
    ]);
  });

  test.each([resident, restricted])(
    "its latency record stays healthy when every allowed region is down",
    (settings) => {
      expect(record(settings, "eu-west-1_latency_A")).toMatchObject({
        alias: { evaluate_target_health: false },
      });
      expect(record(settings, "us-east-1_latency_A")).toMatchObject({
        alias: { evaluate_target_health: true },
      });
    },
  );

  test("an output lists the rules, so that tools can check the records against them", () => {
    expect(synthStack(restricted).output("failover")).toEqual({
      "ap-south-1": ["eu-west-1", "us-east-1"],
      "eu-west-1": ["us-east-1"],
      "us-east-1": ["ap-south-1", "eu-west-1"],
    });
  });
});

describe("a pinned name", () => {
  test("always resolves to its region", () => {
    expect(synthStackFile({})).toHaveResourceWithProperties(Route53Record, {
      name: "eu-west-1.api.example.com",
      type: "A",
      alias: {
        name: "${aws_api_gateway_domain_name.eu-west-1_pinned.regional_domain_name}",
        zone_id: "${aws_api_gateway_domain_name.eu-west-1_pinned.regional_zone_id}",
        evaluate_target_health: false,
      },
    });
    const pinned = record({}, "eu-west-1_pinned_A");
    expect(pinned).not.toHaveProperty("set_identifier");
    expect(pinned).not.toHaveProperty("health_check_id");
  });
});

describe("a health check", () => {
  test("requests the pinned name over HTTPS with SNI from the configured regions", () => {
    const healthCheck = { path: "/openapi.json", intervalSeconds: 10, failureThreshold: 2 };
    expect(synthStackFile({ healthCheck })).toHaveResourceWithProperties(Route53HealthCheck, {
      type: "HTTPS",
      port: 443,
      enable_sni: true,
      fqdn: "eu-west-1.api.example.com",
      resource_path: "/openapi.json",
      request_interval: 10,
      failure_threshold: 2,
      regions: ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-northeast-1", "sa-east-1"],
    });
  });

  test("never requests a name whose answer it controls", () => {
    const stack = synthStack({ regions: THREE });
    const controlled = stack
      .all("aws_route53_record")
      .filter((resource) => "set_identifier" in resource)
      .map(({ name }) => name);
    for (const { fqdn } of stack.all("aws_route53_health_check")) {
      expect(controlled).not.toContain(fqdn);
    }
  });

  test("is created before the old one is destroyed; a record without its health check is undefined", () => {
    expect(synthStackFile({})).toHaveResourceWithProperties(Route53HealthCheck, {
      fqdn: "eu-west-1.api.example.com",
      lifecycle: { create_before_destroy: true },
    });
  });

  test("is never disabled, which would count as healthy", () => {
    expect(synthStackFile({})).not.toHaveResourceWithProperties(Route53HealthCheck, {
      disabled: expect.anything(),
    });
  });

  test("of a region is never inverted: it would be healthy when the region fails", () => {
    expect(synthStackFile({})).not.toHaveResourceWithProperties(Route53HealthCheck, {
      type: "HTTPS",
      invert_healthcheck: expect.anything(),
    });
  });
});

test("each A record has an AAAA record for IPv6", () => {
  const addresses = synthStack({ regions: THREE }).addresses.filter((address) =>
    /routing_.*_A+$/.test(address),
  );
  const twins = (type: string) =>
    addresses.filter((a) => a.endsWith(`_${type}`)).map((a) => a.replace(/_A+$/, ""));
  expect(twins("A").length).toBeGreaterThan(0);
  expect(twins("AAAA")).toEqual(twins("A"));
});

test("records and health checks are created last, once the region is complete", () => {
  const pinned = [
    "aws_api_gateway_base_path_mapping.eu-west-1_pinned_mapping",
    "aws_route53_record.routing_eu-west-1_pinned_A",
    "aws_route53_record.routing_eu-west-1_pinned_AAAA",
  ];
  for (const [resource, more] of [
    [record({}, "eu-west-1_primary_A"), []],
    [record({}, "us-east-1_standby_eu-west-1_A"), []],
    // Checks of a name that does not answer yet, or no longer answers, would raise an alarm.
    [synthStack().at("aws_route53_health_check.routing_eu-west-1"), pinned],
  ] as const) {
    expect(resource["depends_on"]).toEqual([
      "aws_api_gateway_base_path_mapping.eu-west-1_shared_mapping",
      "aws_wafv2_web_acl_association.eu-west-1_web_acl_association",
      "aws_lambda_permission.eu-west-1_gateway_permission",
      "aws_api_gateway_method_settings.eu-west-1_gateway_methods",
      "aws_api_gateway_method_settings.eu-west-1_gateway_health_check_method",
      "aws_lambda_alias.eu-west-1_api_live",
      ...more,
    ]);
  }
});

describe("a draining region", () => {
  const stack = synthStack({ regions: { ...THREE, "eu-west-1": { status: "draining" } } });

  test("receives no traffic from its own users or as a stand-in", () => {
    expect(
      stack.addresses.filter((a) =>
        /routing_eu-west-1_(latency|primary|secondary|standby)|standby_eu-west-1/.test(a),
      ),
    ).toEqual([]);
  });

  test("keeps its pinned name, health check, API, and replica", () => {
    expect(stack.addresses).toEqual(
      expect.arrayContaining([
        "aws_route53_record.routing_eu-west-1_pinned_A",
        "aws_route53_health_check.routing_eu-west-1",
        "aws_api_gateway_stage.eu-west-1_gateway_stage",
        "aws_dynamodb_table_replica.eu-west-1_table",
      ]),
    );
  });
});

test("a change of the failover order never removes a record that another one points to", () => {
  const names = (failover: string[]) =>
    synthStack({ regions: { ...THREE, "eu-west-1": { failover } } }).addresses.filter((a) =>
      a.includes("route53_record"),
    );
  const before = names(["us-east-1", "ap-south-1"]);
  for (const failover of [["us-east-1"], []]) {
    const gone = before.filter((address) => !names(failover).includes(address));
    expect(gone.filter((address) => !/_(secondary|standby)/.test(address))).toEqual([]);
    // The set that SECONDARY points to goes only together with SECONDARY.
    expect(gone.some((address) => address.includes("_secondary"))).toBe(failover.length === 0);
  }
});

describe("a health check of all regions", () => {
  test("guards the latency record of a region with a limited order, beside others", () => {
    const regions = { ...THREE, "eu-west-1": { failover: ["ap-south-1"] } };
    const checkId = "${aws_route53_health_check.routing_any-region.id}";
    expect(synthStack({ regions }).at("aws_route53_health_check.routing_any-region")).toMatchObject({
      type: "CALCULATED",
      child_health_threshold: 1,
      child_healthchecks: expect.arrayContaining(
        ["eu-west-1", "us-east-1", "ap-south-1"].map(
          (region) => `\${aws_route53_health_check.routing_${region}.id}`,
        ),
      ),
    });
    expect(record({ regions }, "eu-west-1_latency_A")).toMatchObject({ health_check_id: checkId });
    expect(record({ regions }, "us-east-1_latency_A")).not.toHaveProperty("health_check_id");
  });

  test.each([
    ["every region may go anywhere", THREE],
    ["no region may", { "us-east-1": { failover: [] }, "eu-west-1": { failover: [] } }],
  ])("is left out where %s", (_what, regions) => {
    expect(synthStack({ regions }).addresses).not.toContain("aws_route53_health_check.routing_any-region");
  });
});
