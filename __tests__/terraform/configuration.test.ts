import { readTerraform, Unresolved } from "../../src/terraform";

const read = (document: object) => readTerraform(JSON.stringify(document));

test("a resource has its provider's region", () => {
  const { resources } = read({
    provider: { aws: [{ region: "us-east-1" }, { region: "${var.europe}", alias: "europe" }] },
    variable: { europe: { default: "eu-west-1" } },
    resource: { aws_lb: { here: {}, there: { provider: "aws.europe" } } },
  });
  expect(resources.get("aws_lb.here")).toMatchObject({ region: "us-east-1" });
  expect(resources.get("aws_lb.there")).toMatchObject({ region: "eu-west-1" });
});

test("what steers a resource is none of its attributes", () => {
  const { resources } = read({
    resource: {
      aws_lb: { web: { "//": {}, name: "web", depends_on: [], lifecycle: {}, count: "${var.many}" } },
    },
  });
  expect(resources.get("aws_lb.web")).toMatchObject({ repeated: true });
  expect(resources.get("aws_lb.web")?.attributes.values).toEqual({ name: "web" });
});

test("references to what the configuration states are replaced by it, through any number of steps", () => {
  const { resources, outputs } = read({
    variable: { zone: { default: "example.com" } },
    locals: { name: "api.${var.zone}", tags: { team: "rates" } },
    resource: {
      aws_x: {
        first: { name: "${local.name}", ports: [80, 443], tags: "${local.tags}" },
        second: { name: "www-${aws_x.first.name}:${aws_x.first.ports[1]}" },
      },
    },
    output: { url: { value: "https://${aws_x.second.name}" } },
  });
  expect(resources.get("aws_x.first")?.attributes.values).toMatchObject({
    name: "api.example.com",
    tags: { team: "rates" },
  });
  expect(outputs.get("url")).toBe("https://www-api.example.com:443");
});

test("references to what only AWS knows stay", () => {
  const { outputs } = read({
    resource: { aws_lb: { web: { name: "web" } } },
    output: {
      dns: { value: "${aws_lb.web.dns_name}" },
      upper: { value: "${upper(aws_lb.web.name)}" },
      whole: { value: "${aws_lb.web}" },
      mixed: { value: "${aws_lb.web.name}-${aws_lb.web.arn}" },
    },
  });
  expect(outputs.get("dns")).toMatchObject({ reference: { address: "aws_lb.web", path: "dns_name" } });
  expect(String(outputs.get("upper"))).toBe("${upper(aws_lb.web.name)}");
  expect(outputs.get("whole")).toBeInstanceOf(Unresolved);
  expect(String(outputs.get("mixed"))).toBe("web-${aws_lb.web.arn}");
});

test("attributes that refer to each other in a circle stay", () => {
  const { resources } = read({
    resource: { aws_x: { a: { name: "${aws_x.b.name}" }, b: { name: "${aws_x.a.name}" } } },
  });
  expect(resources.get("aws_x.a")?.attributes.text("name")).toBeInstanceOf(Unresolved);
});

test("blocks may be written as lists, and as one block", () => {
  const { resources } = read({
    resource: [{ aws_x: [{ a: [{ rule: { port: "80" } }] }] }, { aws_x: { b: { rule: [{ port: 443 }] } } }],
  });
  expect(resources.get("aws_x.a")?.attributes.block("rule")?.number("port")).toBe(80);
  expect(resources.get("aws_x.b")?.attributes.number("rule[0].port")).toBe(443);
  expect(resources.get("aws_x.a")?.attributes.number("rule[0].port")).toBe(80);
});

test("values are taken as Terraform takes them", () => {
  const { resources } = read({
    resource: { aws_x: { a: { yes: "true", no: false, count_: "3", name: 7, list: ["a", 1], empty: null } } },
  });
  const attributes = resources.get("aws_x.a")?.attributes;
  expect(attributes?.flag("yes")).toBe(true);
  expect(attributes?.flag("no")).toBe(false);
  expect(attributes?.number("count_")).toBe(3);
  expect(attributes?.text("name")).toBe("7");
  expect(attributes?.texts("list")).toEqual(["a"]);
  expect(attributes?.get("empty")).toBeUndefined();
  expect(attributes?.flag("name")).toBeUndefined();
  expect(attributes?.number("yes")).toBeUndefined();
});

describe("what the configuration itself can expand", () => {
  const lbs = { aws_lb: { us: { name: "us" }, eu: { name: "eu", provider: "aws.europe" } } };

  test("for_each over a map, through locals, with references to other resources", () => {
    const { resources } = read({
      locals: {
        sites: {
          "us-east-1": { balancer: "${aws_lb.us}", weight: 1 },
          "eu-west-1": { balancer: "${aws_lb.eu}", weight: 2 },
        },
      },
      resource: {
        ...lbs,
        aws_x: {
          y: {
            for_each: "${local.sites}",
            name: "app-${each.key}",
            weight: "${each.value.weight}",
            target: "${each.value.balancer.dns_name}",
            title: "${each.value.balancer.name}",
          },
          z: { name: '${aws_x.y["eu-west-1"].name}' },
        },
      },
    });
    expect(resources.get('aws_x.y["eu-west-1"]')).toMatchObject({ repeated: false });
    const attributes = resources.get('aws_x.y["eu-west-1"]')?.attributes;
    expect(attributes?.get("name")).toBe("app-eu-west-1");
    expect(attributes?.number("weight")).toBe(2);
    expect(attributes?.text("target")).toMatchObject({
      reference: { address: "aws_lb.eu", path: "dns_name" },
    });
    expect(attributes?.get("title")).toBe("eu");
    expect(resources.get("aws_x.z")?.attributes.get("name")).toBe("app-eu-west-1");
  });

  test("a set, a count, and an index by the instance's key", () => {
    const { resources } = read({
      variable: { on: { default: true }, off: { default: false } },
      resource: {
        aws_x: {
          set: { for_each: '${toset(["a", "b"])}', name: "${each.value}", of: "${aws_x.set[each.key].name}" },
          count: { count: 2, name: "n${count.index}" },
          on: { count: "${var.on ? 1 : 0}" },
          off: { count: "${var.off ? 1 : 0}" },
        },
      },
    });
    expect([...resources.keys()]).toEqual([
      'aws_x.set["a"]',
      'aws_x.set["b"]',
      "aws_x.count[0]",
      "aws_x.count[1]",
      "aws_x.on[0]",
    ]);
    expect(resources.get('aws_x.set["b"]')?.attributes.values).toEqual({ name: "b", of: "b" });
    expect(resources.get("aws_x.count[1]")?.attributes.get("name")).toBe("n1");
  });

  test("dynamic blocks", () => {
    const { resources } = read({
      resource: {
        aws_x: {
          y: {
            dynamic: {
              rule: { for_each: [{ port: 80 }, { port: 443 }], content: { port: "${rule.value.port}" } },
            },
          },
          z: { dynamic: { rule: { for_each: "${var.rules}", content: {} } } },
        },
      },
    });
    expect(
      resources
        .get("aws_x.y")
        ?.attributes.blocks("rule")
        .map((rule) => rule.number("port")),
    ).toEqual([80, 443]);
    expect(resources.get("aws_x.z")?.attributes.get("dynamic")).toBeDefined();
  });

  test("a condition on a known value takes its branch; any other stays", () => {
    const { outputs } = read({
      variable: { on: { default: false }, stage: { default: "dev" }, later: {} },
      output: {
        known: { value: '${var.on ? "yes" : "no"}' },
        compared: { value: '${var.stage == "prod" ? "" : "${var.stage}."}api' },
        unknown: { value: '${var.later ? "yes" : "no"}' },
      },
    });
    expect(outputs.get("known")).toBe("no");
    expect(outputs.get("compared")).toBe("dev.api");
    expect(outputs.get("unknown")).toBeInstanceOf(Unresolved);
  });

  test.each(["${var.names}", "${toset(data.aws_x.y.names)}"])(
    "for_each over %s is left to Terraform",
    (forEach) => {
      expect(
        read({ resource: { aws_x: { y: { for_each: forEach } } } }).resources.get("aws_x.y"),
      ).toMatchObject({
        repeated: true,
      });
    },
  );
});
