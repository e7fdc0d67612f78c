import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readZones, routesOf, type Zone } from "../../src/route53";
import { runRoutes } from "../../src/route53/command";
import { readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";
import { ask, values, written, ZONE_ID, zoneOf } from "./zone";

const FOREIGN = join(__dirname, "..", "terraform", "foreign");

function foreignZone(file: string): Zone {
  const [zone, ...others] = readZones(readTerraform(readFileSync(join(FOREIGN, file), "utf8")));
  expect(others).toEqual([]);
  if (zone === undefined) {
    throw new Error(`${file} has no zone`);
  }
  return zone;
}

describe.each(["shop.plan.json", "shop.state.json"])("plain Terraform with modules, read from %s", (file) => {
  const zone = foreignZone(file);

  test("a module's load balancers are endpoints in the region of the module's provider", () => {
    expect(ask(zone, "checkout.shop.example", { from: "Paris" }).endpoints).toEqual([
      { id: "module.europe.aws_lb.this", kind: "load-balancer", region: "eu-west-1" },
    ]);
    const failing = ["module.europe.aws_lb.this"];
    expect(ask(zone, "checkout.shop.example", { from: "Paris", failing }).endpoints).toEqual([
      { id: "module.america.aws_lb.this", kind: "load-balancer", region: "us-east-1" },
    ]);
  });

  test("records of a for_each have their own health checks", () => {
    const failing = ['aws_route53_health_check.office["berlin"]'];
    expect(ask(zone, "vpn.shop.example").to).toEqual(["192.0.2.10"]);
    expect(ask(zone, "vpn.shop.example", { failing }).to).toEqual(["192.0.2.20"]);
  });

  test("a calculated check counts every instance of its children", () => {
    expect(zone.checks.get("aws_route53_health_check.any_office")?.probe).toMatchObject({
      children: expect.arrayContaining([
        'aws_route53_health_check.office["berlin"]',
        'aws_route53_health_check.office["boston"]',
      ]),
    });
  });

  test("a relative name is in its zone", () => {
    expect(ask(zone, "canary.shop.example", { type: "CNAME" }).to).toEqual(["canary.vendor.example"]);
  });
});

test("what a plan leaves open is named, what the state knows is read", () => {
  const unread = foreignZone("shop.plan.json").unread;
  expect(unread.map(({ addresses }) => addresses[0])).toEqual([
    'aws_route53_record.www["eu-west-1"]',
    'aws_route53_record.www["us-east-1"]',
  ]);
  expect(unread[0]?.message).toMatch(
    /which of several resources its alias points to is not known before apply/,
  );
  const state = foreignZone("shop.state.json");
  expect(state.unread).toEqual([]);
  expect(ask(state, "shop.example", { from: "New York" }).endpoints[0]?.region).toBe("us-east-1");
});

test("a stack that does not state its rules is proved as far as its records say", () => {
  const { routes } = routesOf(readTerraform(readFileSync(join(FOREIGN, "shop.state.json"), "utf8")));
  expect(routes.map(({ proof }) => proof.name)).toEqual([
    "shop.example",
    "canary.shop.example",
    "checkout.shop.example",
    "vpn.shop.example",
  ]);
  for (const { proof } of routes) {
    expect(proof.proofs.filter(({ verdict }) => verdict === "not judged").map(({ id }) => id)).toEqual([
      "nearest",
      "residency",
      "recovery",
    ]);
    // The canary's two records have no health checks, so clients stay at the one that fails.
    const broken = proof.name === "canary.shop.example" ? ["healthy"] : [];
    expect(proof.proofs.filter(({ verdict }) => verdict === "broken").map(({ id }) => id)).toEqual(broken);
  }
  expect(routes.at(-1)?.proof.recoveries.map(({ detection }) => detection)).toEqual([
    { by: "health checks", seconds: 20, hangingSeconds: 20 },
    { by: "standby" },
  ]);
});

describe("the synthesized stack", () => {
  test("is read with a zone that it creates", () => {
    const [zone] = readZones(readTerraform(readFileSync(synthStackFile({}), "utf8")));
    expect(zone).toMatchObject({ id: "aws_route53_zone.zone", name: "example.com", unread: [] });
  });

  test("is read with a zone that exists", () => {
    const hostedZone = { id: "Z0123456789", name: "example.com" };
    const [zone, ...others] = readZones(readTerraform(readFileSync(synthStackFile({ hostedZone }), "utf8")));
    expect(others).toEqual([]);
    expect(zone).toMatchObject({ id: "Z0123456789", unread: [] });
    expect(zone && ask(zone, "api.example.com", { from: "New York" }).endpoints).toEqual([
      { id: "aws_api_gateway_domain_name.us-east-1_shared", kind: "api-gateway", region: "us-east-1" },
    ]);
  });
});

test("an endpoint that only its name describes is in the region of the name", () => {
  const zone = zoneOf({
    records: {
      api: {
        name: "api.example.com",
        alias: {
          name: "d-abc.execute-api.eu-west-3.amazonaws.com",
          zone_id: "Z3KY65QIEKYHQQ",
          evaluate_target_health: false,
        },
      },
      lb: {
        name: "lb.example.com",
        alias: {
          name: "dualstack.web-1.us-west-2.elb.amazonaws.com",
          zone_id: "Z1H1FL5HABSF5",
          evaluate_target_health: true,
        },
      },
    },
  });
  expect(ask(zone, "api.example.com").endpoints[0]).toMatchObject({
    kind: "api-gateway",
    region: "eu-west-3",
  });
  expect(ask(zone, "lb.example.com").endpoints[0]).toMatchObject({
    id: "web-1.us-west-2.elb.amazonaws.com",
    kind: "load-balancer",
    region: "us-west-2",
  });
});

test("what is served from everywhere has no region to fail with", () => {
  const zone = zoneOf({
    records: {
      www: {
        name: "www.example.com",
        alias: {
          name: "${aws_cloudfront_distribution.cdn.domain_name}",
          zone_id: "${aws_cloudfront_distribution.cdn.hosted_zone_id}",
          evaluate_target_health: false,
        },
      },
    },
    others: { aws_cloudfront_distribution: { cdn: {} } },
  });
  expect(ask(zone, "www.example.com").endpoints).toEqual([
    { id: "aws_cloudfront_distribution.cdn", kind: "cloudfront", region: undefined },
  ]);
});

test("a record that only proves the ownership of a domain is left out", () => {
  const option = "tolist(aws_acm_certificate.cert.domain_validation_options)[0]";
  const zone = zoneOf({
    records: {
      proof: {
        name: `\${${option}.resource_record_name}`,
        type: `\${${option}.resource_record_type}`,
        records: [`\${${option}.resource_record_value}`],
        ttl: 60,
      },
    },
    others: { aws_acm_certificate: { cert: { domain_name: "example.com" } } },
  });
  expect(zone).toMatchObject({ unread: [] });
  expect(zone.records.size).toBe(0);
});

test.each([
  ["a type", { name: "www.example.com", type: "${var.type}", ttl: 60, records: ["192.0.2.1"] }],
  ["a weight", { ...values("www.example.com", "1"), weighted_routing_policy: { weight: "${var.weight}" } }],
  ["a role", { ...values("www.example.com", "1"), failover_routing_policy: { type: "TERTIARY" } }],
  ["a TTL", { name: "www.example.com", ttl: "${var.ttl}", records: ["192.0.2.1"] }],
  [
    "an evaluation",
    {
      name: "www.example.com",
      alias: { name: "x.example.com", zone_id: ZONE_ID, evaluate_target_health: "${var.evaluate}" },
    },
  ],
  [
    "a conditional health check",
    {
      ...values("www.example.com", "192.0.2.1"),
      health_check_id: "${var.checked ? aws_route53_health_check.web.id : null}",
    },
  ],
  [
    "a health check with an alternative",
    {
      ...values("www.example.com", "192.0.2.1"),
      health_check_id: "${coalesce(var.check, aws_route53_health_check.web.id)}",
    },
  ],
  [
    "a conditional target",
    {
      name: "www.example.com",
      alias: {
        name: '${var.new ? aws_lb.web.dns_name : "old.example.net"}',
        zone_id: "Z1",
        evaluate_target_health: true,
      },
    },
  ],
  [
    "a CIDR location",
    {
      ...values("www.example.com", "1"),
      cidr_routing_policy: { collection_id: "c", location_name: "office" },
    },
  ],
])("a record with %s that is not known is named, not guessed", (_what, record) => {
  const [zone] = readZones(readTerraform(written({ records: { www: record } })));
  expect(zone?.records.size).toBe(0);
  expect(zone?.unread.map(({ kind, addresses }) => [kind, addresses])).toEqual([
    ["unreadable", ["aws_route53_record.www"]],
  ]);
});

test("a record with two policies is named, not guessed", () => {
  const record = {
    ...values("www.example.com", "192.0.2.1"),
    latency_routing_policy: { region: "eu-west-1" },
    failover_routing_policy: { type: "PRIMARY" },
  };
  const [zone] = readZones(readTerraform(written({ records: { www: record } })));
  expect(zone?.unread[0]?.message).toMatch(/it has several routing policies; a record has one/);
});

describe("a module's plan, whose zone id is a local value and whose aliases are of each.value", () => {
  const resource = (address: string, type: string, resourceValues: object) => ({
    address,
    mode: "managed",
    type,
    name: "this",
    values: resourceValues,
  });
  const module = (name: string, records: readonly object[]) => ({
    address: `module.${name}`,
    resources: [
      resource(`module.${name}.aws_route53_zone.this`, "aws_route53_zone", { name: "shop.example" }),
      ...records,
    ],
  });
  const record = "module.public.aws_route53_record.this";
  const plan = {
    format_version: "1.2",
    planned_values: {
      root_module: {
        child_modules: [
          module("private", []),
          module("public", [
            resource(`${record}["www"]`, "aws_route53_record", {
              name: "www.shop.example",
              type: "CNAME",
              ttl: 5,
              records: ["x.example"],
            }),
            resource(`${record}["app"]`, "aws_route53_record", {
              name: "app.shop.example",
              type: "A",
              alias: [{ evaluate_target_health: true }],
            }),
          ]),
        ],
      },
    },
    resource_changes: ["www", "app"].map((key) => ({
      ...resource(`${record}["${key}"]`, "aws_route53_record", {}),
      change: {
        actions: ["create"],
        after_unknown: { zone_id: true, ...(key === "app" ? { alias: [{ name: true }] } : {}) },
      },
    })),
    configuration: {
      root_module: {
        module_calls: {
          public: {
            module: {
              resources: [
                {
                  mode: "managed",
                  type: "aws_route53_record",
                  name: "this",
                  expressions: { zone_id: { references: ["local.zone_id"] } },
                },
              ],
            },
          },
        },
      },
    },
  };

  test("records are in their module's own zone, and an alias that the plan leaves out is named", () => {
    const zones = readZones(readTerraform(JSON.stringify(plan)));
    const own = zones.find(({ id }) => id === "module.public.aws_route53_zone.this");
    expect([...(own?.records.keys() ?? [])]).toEqual(["www.shop.example"]);
    expect(own?.unread.map(({ message }) => message)).toEqual([
      `${record}["app"]: where its alias points to is not known before apply`,
    ]);
  });
});

test("a damaged document is judged or refused, never worse", () => {
  const text = readFileSync(join(FOREIGN, "shop.state.json"), "utf8");
  const damaged = fc
    .tuple(
      fc.nat(text.length - 1),
      fc.constantFrom("null", "{}", "[]", "7", '"constructor"', '"__proto__"', '""'),
    )
    .map(([at, junk]) => {
      // The value of the next key is replaced.
      const key = text.indexOf('": ', at) + 3;
      const end = /[,\n]/.exec(text.slice(key))?.index ?? 0;
      return text.slice(0, key) + junk + text.slice(key + end);
    });
  fc.assert(
    fc.property(damaged, (broken) => {
      const { exitCode, text: said } = runRoutes(["-"], { folder: "/", standardInput: () => broken });
      expect([0, 1, 2]).toContain(exitCode);
      if (exitCode === 1) {
        expect(said).toMatch(
          /^routes: standard input: (not JSON|not Terraform's|a raw|format_version|values|nested|there is no|no name)[^\n]*$/,
        );
      }
    }),
    { numRuns: 200 },
  );
});
