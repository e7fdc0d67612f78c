import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlan, readTerraform } from "../../src/terraform";

const shop = (file: string) => readFileSync(join(__dirname, "foreign", file), "utf8");
const plan = readPlan(shop("shop.plan.json"));

test("what a plan does not know refers to where it comes from, through modules", () => {
  const alias = plan.after.resources.get("aws_route53_record.checkout_europe")?.attributes;
  expect(alias?.text("alias[0].name")).toMatchObject({
    references: expect.arrayContaining([{ address: "module.europe.aws_lb.this", path: "dns_name" }]),
  });
});

test("what comes from the resource itself refers to it", () => {
  const balancer = plan.after.resources.get("module.europe.aws_lb.this")?.attributes;
  expect(balancer?.text("dns_name")).toMatchObject({
    reference: { address: "module.europe.aws_lb.this", path: "dns_name" },
  });
  expect(balancer?.flag("internal")).toBe(true);
});

test("each.key picks the instance", () => {
  const record = plan.after.resources.get('aws_route53_record.vpn["berlin"]')?.attributes;
  expect(record?.text("health_check_id")).toMatchObject({
    references: [{ address: 'aws_route53_health_check.office["berlin"]' }],
  });
});

test("providers are followed into modules and through variables", () => {
  expect(plan.after.resources.get("module.europe.aws_lb.this")).toMatchObject({ region: "eu-west-1" });
  expect(plan.after.resources.get("module.america.aws_lb.this")).toMatchObject({ region: "us-east-1" });
});

test("a first plan has nothing but what data sources read before it", () => {
  expect([...plan.before.resources.values()].map(({ mode }) => mode)).toEqual(["data", "data"]);
  expect(plan.after.resources.has("module.europe.data.aws_availability_zones.here")).toBe(true);
});

test("changes are read as they are", () => {
  expect(plan.changes.find(({ address }) => address === "aws_route53_zone.shop")).toMatchObject({
    actions: ["create"],
    before: null,
    after: { name: "shop.example" },
    afterUnknown: { zone_id: true },
    replacePaths: [],
    imported: false,
  });
  expect(plan.drift).toEqual([]);
});

test("a state has the values, of every module", () => {
  const state = readTerraform(shop("shop.state.json"));
  expect(state.resources.get("module.europe.aws_lb.this")?.attributes.knownText("dns_name")).toMatch(
    /\.elb\.amazonaws\.com$/,
  );
});

const change = (values: object, unknown: object, expressions: object, rest: object = {}) =>
  readPlan(
    JSON.stringify({
      format_version: "1.2",
      planned_values: {
        outputs: { target: { sensitive: false } },
        root_module: {
          resources: [
            { address: "aws_x.y", mode: "managed", type: "aws_x", name: "y", values },
            { address: "aws_x.z", mode: "managed", type: "aws_x", name: "z", values: {} },
          ],
        },
      },
      resource_changes: [
        {
          address: "aws_x.y",
          mode: "managed",
          type: "aws_x",
          name: "y",
          change: { actions: ["create"], before: null, after: values, after_unknown: unknown },
        },
      ],
      configuration: {
        root_module: {
          resources: [{ address: "aws_x.y", mode: "managed", type: "aws_x", name: "y", expressions }],
          outputs: { target: { expression: { references: ["aws_x.y.id", "aws_x.y"] } } },
          ...rest,
        },
      },
    }),
  ).after;

test("an unknown inside of a list and a block is found in its place", () => {
  const after = change(
    { names: ["known", null], rule: [{ port: 80 }] },
    { names: [false, true], rule: [{ target: true }] },
    {
      names: { references: ["aws_x.z.name", "aws_x.z"] },
      rule: [{ port: { constant_value: 80 }, target: { references: ["aws_x.z.arn", "aws_x.z"] } }],
    },
  );
  const attributes = after.resources.get("aws_x.y")?.attributes;
  expect(attributes?.get("names[0]")).toBe("known");
  expect(attributes?.get("names[1]")).toMatchObject({ reference: { address: "aws_x.z", path: "name" } });
  expect(attributes?.number("rule[0].port")).toBe(80);
  expect(attributes?.text("rule[0].target")).toMatchObject({ reference: { path: "arn" } });
});

test("an output that is not known yet refers to its source", () => {
  expect(change({}, {}, {}).outputs.get("target")).toMatchObject({
    reference: { address: "aws_x.y", path: "id" },
  });
});

test("a value of several references lists all of them", () => {
  const after = change({}, { name: true }, { name: { references: ["aws_x.z.a", "aws_x.z", "var.b"] } });
  const name = after.resources.get("aws_x.y")?.attributes.text("name");
  expect(name).toMatchObject({
    reference: undefined,
    references: [{ address: "aws_x.z", path: "a" }, { address: "var.b" }],
  });
});

test("modules that refer to each other in circles are read in bounded time", () => {
  const output = { expression: { references: ["var.in", "var.other"] } };
  const around = { references: ["module.m.out", "module.m"] };
  const after = change(
    {},
    { name: true },
    { name: around },
    {
      module_calls: {
        m: { expressions: { in: around, other: around }, module: { outputs: { out: output } } },
      },
    },
  );
  expect(after.resources.get("aws_x.y")?.attributes.text("name")).toMatchObject({ references: [] });
});

test("a module's own provider has the region that its caller passes", () => {
  const inner = { address: "module.edge.aws_x.y", mode: "managed", type: "aws_x", name: "y", values: {} };
  const { resources } = readPlan(
    JSON.stringify({
      format_version: "1.2",
      variables: { region: { value: "us-west-1" } },
      planned_values: { root_module: { child_modules: [{ address: "module.edge", resources: [inner] }] } },
      configuration: {
        provider_config: {
          "module.edge:aws": {
            module_address: "module.edge",
            expressions: { region: { references: ["var.region"] } },
          },
        },
        root_module: {
          module_calls: {
            edge: {
              expressions: { region: { constant_value: "eu-west-1" } },
              module: {
                variables: { region: {} },
                resources: [
                  { mode: "managed", type: "aws_x", name: "y", provider_config_key: "module.edge:aws" },
                ],
              },
            },
          },
        },
      },
    }),
  ).after;
  expect(resources.get("module.edge.aws_x.y")?.region).toBe("eu-west-1");
});

test("what an instance's own value refers to is named, and not guessed", () => {
  const after = change(
    {},
    { name: true },
    { name: { references: ["each.value.lb.dns_name", "each.value.lb", "each.value"] } },
  );
  expect(after.resources.get("aws_x.y")?.attributes.text("name")).toMatchObject({
    references: [{ address: "each.value", path: "lb.dns_name" }],
  });
});
