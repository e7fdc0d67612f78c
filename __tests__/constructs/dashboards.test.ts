import { z } from "zod";
import { REGION_NAMES } from "../../src/aws";
import { dashboardBody, text } from "../../src/constructs/dashboard-body";
import { parsed, synthStack } from "./synth";

/** CloudWatch's rules for what is used here: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const options = z.strictObject({
  stat: z
    .string()
    .regex(/^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2})$/)
    .optional(),
  label: z.string(),
  region: z.string(),
  yAxis: z.enum(["left", "right"]).optional(),
  id: z
    .string()
    .regex(/^[a-z][A-Za-z0-9_]*$/)
    .optional(),
  visible: z.boolean().optional(),
  expression: z.string().optional(),
});
const line = z
  .tuple([z.string(), z.string()])
  .rest(z.union([z.string(), options]))
  .or(z.tuple([options]));
const place = {
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  width: z.int().min(1).max(24),
  height: z.int().min(1).max(1000),
};
const widget = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), ...place, properties: z.strictObject({ markdown: z.string() }) }),
  z.strictObject({
    type: z.literal("alarm"),
    ...place,
    properties: z.strictObject({ title: z.string(), alarms: z.array(z.string()).min(1).max(100) }),
  }),
  z.strictObject({
    type: z.literal("metric"),
    ...place,
    properties: z.strictObject({
      title: z.string(),
      view: z.enum(["timeSeries", "singleValue"]),
      region: z.string(),
      period: z.int().multipleOf(60),
      stacked: z.boolean(),
      metrics: z.array(line).min(1).max(500),
      yAxis: z.object({ left: z.object({ min: z.number() }) }),
      annotations: z
        .object({ horizontal: z.array(z.object({ label: z.string(), value: z.number() })) })
        .optional(),
    }),
  }),
]);
const body = z.strictObject({
  start: z.string(),
  periodOverride: z.enum(["auto", "inherit"]),
  widgets: z.array(widget).max(500),
});

const three = { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} };
const stack = synthStack({ regions: three });
const dashboard = (id: string) =>
  body.parse(parsed(stack.at(`aws_cloudwatch_dashboard.dashboards_${id}`)["dashboard_body"]));

test.each(["global", ...Object.keys(three)])(
  "the dashboard %s follows CloudWatch's rules and nothing lies over anything",
  (id) => {
    const taken = new Set<string>();
    for (const { x, y, width, height } of dashboard(id).widgets) {
      for (let column = x; column < x + width; column += 1) {
        for (let row = y; row < y + height; row += 1) {
          expect(taken.has(`${column},${row}`)).toBe(false);
          taken.add(`${column},${row}`);
        }
      }
    }
  },
);

test("more alarms than a widget may list are in several widgets", () => {
  const many = Object.fromEntries(REGION_NAMES.slice(0, 17).map((name) => [name, {}]));
  const large = synthStack({ regions: many, table: { home: "ap-east-1" } });
  const { widgets } = body.parse(
    parsed(large.at("aws_cloudwatch_dashboard.dashboards_global")["dashboard_body"]),
  );
  const listed = widgets.flatMap(({ properties }) =>
    "alarms" in properties ? [properties.alarms.length] : [],
  );
  expect(listed).toEqual([100, expect.any(Number)]);
  expect(JSON.stringify(widgets)).toContain("ca-west-1");
});

test("the global dashboard shows every region side by side", () => {
  const requests = dashboard("global").widgets.find(
    ({ type, properties }) =>
      type === "metric" && "title" in properties && properties.title.startsWith("Requests"),
  );
  for (const region of Object.keys(three)) {
    expect(JSON.stringify(requests)).toContain(`"region":"${region}"`);
  }
});

test("it draws the replication of each pair of regions", () => {
  const text = JSON.stringify(dashboard("global"));
  for (const from of Object.keys(three)) {
    for (const to of Object.keys(three).filter((other) => other !== from)) {
      expect(text).toContain(`${from} to ${to}`);
    }
  }
});

describe("the alarms that notify a person", () => {
  const named = (id: string) =>
    dashboard(id).widgets.flatMap(({ properties }) => ("alarms" in properties ? properties.alarms : []));
  /** The ARNs of the alarms that notify a topic. */
  const telling = [
    ...stack.all("aws_cloudwatch_composite_alarm"),
    ...stack.all("aws_cloudwatch_metric_alarm"),
  ]
    .filter((alarm) => alarm["alarm_actions"] !== undefined)
    .map((alarm) => {
      const region = String(alarm["provider"]).replace("aws.", "");
      const account = "${data.aws_caller_identity.account.account_id}";
      return `arn:aws:cloudwatch:${region}:${account}:alarm:${alarm["alarm_name"]}`;
    });

  test("are all on the global dashboard, and nothing else is", () => {
    expect(telling).toHaveLength(1 + 6 * Object.keys(three).length);
    expect([...named("global")].sort()).toEqual([...telling].sort());
  });

  test("of a region are on its own", () => {
    expect([...named("eu-west-1")].sort()).toEqual(
      telling.filter((arn) => arn.startsWith("arn:aws:cloudwatch:eu-west-1:")).sort(),
    );
  });
});

describe("canaries", () => {
  const withCanaries = synthStack({ regions: three, canary: { enabled: true } });
  const lines = (synthesized: typeof stack, id: string) =>
    body
      .parse(parsed(synthesized.at(`aws_cloudwatch_dashboard.dashboards_${id}`)["dashboard_body"]))
      .widgets.flatMap(({ properties }) => ("metrics" in properties ? properties.metrics : []))
      .map((metric) => JSON.stringify(metric))
      .filter((metric) => metric.includes('"Canary'));

  test("are drawn for each pair of regions and for the shared name: success and latency", () => {
    const drawn = lines(withCanaries, "global");
    for (const from of Object.keys(three)) {
      const targets = [...Object.keys(three).filter((other) => other !== from), "shared"];
      for (const target of targets) {
        for (const metric of ["CanarySuccess", "CanaryLatency"]) {
          const dimensions = `["CurrencyExchange","${metric}","FunctionName","currency-exchange-canary","target","${target}",`;
          expect(
            drawn.filter((line) => line.startsWith(dimensions) && line.includes(`"region":"${from}"`)),
          ).toHaveLength(1);
        }
      }
    }
    expect(lines(withCanaries, "eu-west-1")).toHaveLength(6);
  });

  test("are not drawn if there are none", () => {
    expect(lines(stack, "global")).toEqual([]);
  });
});

test("cold starts are counted from the metric that each function's log is filtered into", () => {
  for (const region of Object.keys(three)) {
    const filter = z
      .object({
        pattern: z.string(),
        log_group_name: z.string(),
        metric_transformation: z.object({ namespace: z.string(), name: z.string(), value: z.string() }),
      })
      .parse(stack.at(`aws_cloudwatch_log_metric_filter.${region}_api_cold_starts`));
    const { namespace, name, value } = filter.metric_transformation;
    expect(filter.log_group_name).toBe(`\${aws_cloudwatch_log_group.${region}_api_logs.name}`);
    expect(filter.pattern).toContain(`(${value} = *)`);
    expect(stack.at(`aws_lambda_function.${region}_api`)).toMatchObject({
      function_name: name,
      logging_config: { log_format: "JSON", system_log_level: "INFO" },
    });
    for (const id of ["global", region]) {
      expect(JSON.stringify(dashboard(id))).toContain(
        `["${namespace}","${name}",{"stat":"SampleCount","label":`,
      );
    }
  }
});

test("health checks are drawn from us-east-1, where their metrics are", () => {
  const [health] = dashboard("ap-south-1").widgets.filter(
    ({ properties }) => "title" in properties && properties.title.startsWith("Health check"),
  );
  expect(JSON.stringify(health)).toContain('"region":"us-east-1"');
});

test("a region's dashboard leads to its logs, traces and alarms", () => {
  const [head] = dashboard("eu-west-1").widgets;
  const markdown = JSON.stringify(head);
  for (const place of ["logs-insights", "log-group", "traces", "alarms"]) {
    expect(markdown).toContain(place);
  }
  expect(markdown).not.toContain("us-east-1");
});

test("rejects a row that is wider than the dashboard", () => {
  expect(() => dashboardBody([[text("a", 1), text("b", 1)]])).toThrow(/48 columns; CloudWatch allows 24/);
});
