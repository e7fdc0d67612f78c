import { readFileSync } from "node:fs";
import { dashboardIn } from "../../src/dashboard/stack";
import { runRoutes } from "../../src/route53/command";
import { readTerraformFile } from "../../src/terraform";
import { Synthesized } from "../constructs/synth";
import { SMALL } from "./orders-stack";
import { ordersBundle, synthesizedOrders } from "./synthesized";

const bundle = ordersBundle();

function stackOf(parts: object): Synthesized {
  return new Synthesized(readFileSync(synthesizedOrders({ bundle: bundle(), ...parts }), "utf8"));
}

const typesOf = ({ addresses }: Synthesized) => new Set(addresses.map((address) => address.split(".")[0]));

test("a small API is about 60 resources", () => {
  const { addresses } = stackOf(SMALL);
  expect(addresses.length).toBeGreaterThan(50);
  expect(addresses.length).toBeLessThan(70);
  expect(addresses).toContain("aws_lambda_function.orders_us-east-1_answer");
});

test.each<[keyof typeof SMALL, readonly string[]]>([
  ["webAcl", ["aws_wafv2_web_acl", "aws_wafv2_ip_set"]],
  ["alarms", ["aws_cloudwatch_metric_alarm", "aws_sns_topic"]],
  ["dashboards", ["aws_cloudwatch_dashboard"]],
  ["savedQueries", ["aws_cloudwatch_query_definition"]],
  ["tracing", ["aws_xray_sampling_rule"]],
  ["evacuation", ["aws_s3_bucket"]],
])("without %s, none of its resources is left", (part, types) => {
  const [all, without] = [typesOf(stackOf({})), typesOf(stackOf({ [part]: false }))];
  expect(types.filter((type) => !all.has(type))).toEqual([]);
  expect(types.filter((type) => without.has(type))).toEqual([]);
});

test("the function may use the replica of its own region, and nothing of another", () => {
  const stack = stackOf(SMALL);
  const policies = stack.all("aws_iam_role_policy").map(({ policy }) => String(policy));
  expect(policies.length).toBe(2);
  for (const region of ["us-east-1", "eu-west-1"]) {
    const own = policies.filter((policy) => policy.includes(region));
    expect(own).toHaveLength(1);
  }
});

test("every client operation requires a key if clients have keys, but the health check does not", () => {
  const stack = stackOf({ ...SMALL, clientKeys: { names: ["shop"], requestsPerSecond: 10, burst: 20 } });
  const { paths } = JSON.parse(String(stack.all("aws_api_gateway_rest_api")[0]?.["body"]));
  expect(paths["/v1/orders/{orderId}"].get.security).toHaveLength(1);
  expect(paths["/v1/orders/{orderId}/events"].post.security).toHaveLength(1);
  expect(paths["/health-check"].get.security ?? []).toEqual([]);
});

test.each([
  ["small", SMALL],
  ["with every part", {}],
])("npm run routes proves the routing: %s", (_, parts) => {
  const file = synthesizedOrders({ bundle: bundle(), ...parts });
  const { exitCode, text } = runRoutes([file], { folder: process.cwd(), standardInput: () => "" });
  expect(text).toContain("orders.example.com");
  expect(text).not.toContain("Rules are not stated");
  expect(exitCode).toBe(0);
});

test("the dashboard is found by its name, whatever the id of the API is", () => {
  const stack = readTerraformFile(synthesizedOrders({ bundle: bundle() }));
  expect(dashboardIn(stack, "dashboards_global").widgets.length).toBeGreaterThan(3);
});
