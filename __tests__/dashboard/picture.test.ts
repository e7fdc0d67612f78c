import { readFileSync } from "node:fs";
import { service } from "#service";
import { type Dashboard, readDashboard } from "../../src/dashboard/body";
import { drawDashboard } from "../../src/dashboard/picture";
import { sampleDayOf } from "../../src/dashboard/stack";
import { readTerraform } from "../../src/terraform";
import { synthStack, synthStackFile } from "../constructs/synth";

const regions = ["us-east-1", "eu-west-1"];
const stack = synthStack();
const day = sampleDayOf(
  readTerraform(readFileSync(synthStackFile({}), "utf8")),
  "us-east-1",
  service.sampleMetrics,
);

function body(id: string): string {
  return String(stack.at(`aws_cloudwatch_dashboard.dashboards_${id}`)["dashboard_body"]);
}

/** The picture's elements, by the title of the widget that each draws. */
function drawn(dashboard: Dashboard): ReadonlyMap<string, string> {
  const [, ...elements] = drawDashboard(dashboard, day).split(/(?=<svg [^>]*aria-label=")/);
  return new Map(elements.map((svg): [string, string] => [/aria-label="([^"]*)"/.exec(svg)?.[1] ?? "", svg]));
}

const dashboards = ["global", ...regions].map((id) => {
  const dashboard = readDashboard(body(id));
  return { id, dashboard, elements: drawn(dashboard) };
});

test("the alarms are drawn by their names, each with its state", () => {
  const [states = ""] = dashboards.flatMap(
    ({ elements }) => elements.get("Alarms that notify a person") ?? [],
  );
  expect(states).toContain("ALARM us-east-1-outage");
  for (const alarm of ["all-regions-down", "us-east-1-degraded", "eu-west-1-attention"]) {
    expect(states).toContain(`OK ${alarm}`);
  }
});

test("draws the canaries' results for each pair", () => {
  const canaries = synthStack({ canary: { enabled: true } });
  const text = String(canaries.at("aws_cloudwatch_dashboard.dashboards_global")["dashboard_body"]);
  const elements = drawn(readDashboard(text));
  for (const title of ["Canary success (1 = success)", "Canaries' latency"]) {
    for (const label of ["us-east-1 to eu-west-1", "eu-west-1 to us-east-1", "us-east-1 to shared"]) {
      expect(elements.get(title)).toContain(label);
    }
    expect(elements.get(title)).not.toContain("No data available");
  }
});

function graphs(dashboard: Dashboard) {
  return dashboard.widgets.flatMap((widget) => (widget.type === "metric" ? [widget.properties] : []));
}

describe.each(dashboards)("the dashboard $id", ({ dashboard, elements }) => {
  test("draws every widget at its place in the body", () => {
    expect(elements.size).toBe(dashboard.widgets.length);
    const places = [...elements.values()].map((svg) => /x="\d+" y="\d+"/.exec(svg)?.[0]);
    expect(new Set(places).size).toBe(dashboard.widgets.length);
  });

  test.each(graphs(dashboard).map((widget) => [widget.title, widget] as const))(
    "draws every line of %s, and says which is which",
    (title, { lines, annotations: { horizontal: thresholds } }) => {
      const svg = elements.get(title) ?? "";
      const visible = lines.filter((line) => line.visible);
      for (const label of [...visible.map((line) => line.label), ...thresholds.map((line) => line.label)]) {
        expect(svg).toContain(label);
      }
      const paths = svg.matchAll(/<path d="M[^>]* stroke="(#[0-9a-f]{6})" stroke-width="1.8"/g);
      const strokes = [...paths].map(([, color]) => color);
      // The sample day's table refuses nothing, and DynamoDB then writes no metric.
      const silent = visible.filter(({ source }) => JSON.stringify(source).includes("ThrottleEvents"));
      expect(new Set(strokes).size).toBe(visible.length - silent.length);
      expect(svg.includes("No data available")).toBe(strokes.length === 0);
    },
  );
});

test.each(dashboards.slice(0, 1))(
  "the picture of the dashboard $id is the same each time",
  ({ dashboard, elements }) => {
    const withoutIds = (svgs: Iterable<string>) =>
      [...svgs].map((svg) => svg.replace(/zr\d+(-cls-\d+)?/g, ""));
    expect(withoutIds(drawn(dashboard).values())).toEqual(withoutIds(elements.values()));
  },
);

test.each([
  ["a metric that the sample day does not know", '"AWS/Lambda"', '"AWS/Unheard"', /no AWS\/Unheard/],
  ["a shorthand for the metric above", '"AWS/Lambda"', '"."', /spell its namespace/],
  ["a widget that is not drawn", '"type":"text"', '"type":"log"', /widgets\.0/],
  ["text that is no body", "{", "", /not JSON/],
])("%s is refused in one line", (_, from, to, message) => {
  expect(() => drawDashboard(readDashboard(body("global").replace(from, to)), day)).toThrow(message);
});
