import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKER_REGION_NAMES } from "../../src/aws";
import {
  type CostLine,
  costAtRest,
  costTable,
  tracingPerMillion,
  tracingSentence,
} from "../../src/cost/cost";
import { readTerraform, type Terraform } from "../../src/terraform";
import { configured } from "../configured";
import { synthStackFile } from "../constructs/synth";

const stacks = new Map<string, Terraform>();

function stackOf(settings: object): Terraform {
  const file = synthStackFile(settings);
  const stack = stacks.get(file) ?? readTerraform(readFileSync(file, "utf8"));
  stacks.set(file, stack);
  return stack;
}

function costOf(settings: object) {
  return costAtRest(stackOf(settings));
}

function dollars(settings: object, what: RegExp): number {
  return sum(costOf(settings), what);
}

function sum(lines: readonly CostLine[], what: RegExp): number {
  return lines.filter((line) => what.test(line.what)).reduce((total, line) => total + line.dollars, 0);
}

test("docs/cost.md and the README have the default configuration's cost, which `npm run cost` prints", () => {
  const page = (...path: readonly string[]) => readFileSync(join(__dirname, "..", "..", ...path), "utf8");
  expect(page("docs", "cost.md")).toContain(costTable(costOf({})));
  expect(page("README.md")).toContain(`costs $${dollars({}, /./).toFixed(2)} per month`);
});

test("each additional region costs a key, a web ACL and a health check", () => {
  const three = { regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } };
  for (const what of [/^KMS keys/, /^Web ACLs/]) {
    expect(dollars(three, what)).toBeCloseTo(1.5 * dollars({}, what));
  }
  // Its own check, two markers' and the one that counts them; each of the others looks for a second marker.
  expect(dollars({}, /^Health checks$/)).toBeCloseTo(6 * 0.5);
  expect(dollars(three, /^Health checks$/)).toBeCloseTo(12 * 0.5);
});

test("evacuation costs what docs/cost.md states", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "cost.md"), "utf8");
  const difference = dollars({}, /./) - dollars({ evacuation: false }, /./);
  expect(page).toContain(`| \`evacuation: false\` | $${difference.toFixed(2)} less.`);
});

test("a fast interval costs one feature per endpoint check, and three times the requests", () => {
  const fast = { healthCheck: { intervalSeconds: 10 } };
  expect(dollars(fast, /features/) - dollars({}, /features/)).toBe(4);
  expect(dollars(fast, /API Gateway/)).toBeCloseTo(3 * dollars({}, /API Gateway/));
});

test("checkers in all eight regions send more requests than those in six", () => {
  const eight = { healthCheck: { checkerRegions: CHECKER_REGION_NAMES } };
  expect(dollars(eight, /API Gateway/)).toBeCloseTo((8 / 6) * dollars({}, /API Gateway/));
});

describe("X-Ray", () => {
  test("traces nearly every request of a quiet API: the reservoir is one per second", () => {
    expect(tracingPerMillion(stackOf({}), 0.1)).toBe(5);
    expect(tracingPerMillion(stackOf({}), 1)).toBe(5);
    expect(tracingPerMillion(stackOf({}), 2)).toBeCloseTo(5 * 0.525);
  });

  test("traces the configured share of a busy API", () => {
    expect(tracingPerMillion(stackOf({}), 10_000)).toBeCloseTo(0.25, 2);
    expect(tracingPerMillion(stackOf({ tracing: { samplePercent: 50 } }), 10_000)).toBeCloseTo(2.5, 2);
  });

  test("costs what docs/cost.md states", () => {
    const page = readFileSync(join(__dirname, "..", "..", "docs", "cost.md"), "utf8");
    expect(page.replaceAll("\n", " ")).toContain(tracingSentence(stackOf({})));
  });
});

describe("the record of the decision on checker regions", () => {
  const adr = readFileSync(join(__dirname, "..", "..", "docs", "adr", "0005-checker-regions.md"), "utf8");
  test.each([3, 4, 5, 6, 7, 8])("has the figures of %d regions", (count) => {
    const checkerRegions = CHECKER_REGION_NAMES.slice(0, count);
    const requests = (intervalSeconds: number) => {
      const document = JSON.parse(readFileSync(synthStackFile({}), "utf8"));
      for (const check of Object.values<Record<string, unknown>>(
        document.resource.aws_route53_health_check,
      )) {
        if (check["type"] !== "CALCULATED") {
          Object.assign(check, { regions: checkerRegions, request_interval: intervalSeconds });
        }
      }
      return sum(costAtRest(readTerraform(JSON.stringify(document))), /^Health check requests/);
    };
    // A check is healthy while more than 18% of the checkers succeed.
    const alone = (100 / count).toFixed(1);
    const tolerated = Math.floor(0.18 * count);
    expect(adr).toContain(
      `| ${count} | ${alone}% | ${tolerated} | ${requests(30).toFixed(2)} | ${requests(10).toFixed(2)} |`,
    );
  });

  test("names the default", () => {
    const { healthCheck } = configured({});
    expect(healthCheck.checkerRegions).toHaveLength(6);
    expect(adr).toContain(healthCheck.checkerRegions.map((region) => `\`${region}\``).join(", "));
  });
});

test("a canary has one metric for cold starts and two per target", () => {
  const own = (settings: object) => dollars(settings, /^Custom metrics/) / 0.3;
  expect(own({ canary: { enabled: true } }) - own({})).toBeCloseTo(2 * (1 + 2 * 2));
});

test("a stage cache is billed by the hour", () => {
  expect(
    dollars({ regions: { "us-east-1": { stageCache: { sizeGb: "0.5" } }, "eu-west-1": {} } }, /cache/),
  ).toBeCloseTo(14.6);
});

test("the sum is the sum of the lines", () => {
  const lines = costOf({});
  const total = lines.reduce((sum, line) => sum + line.dollars, 0);
  expect(costTable(lines)).toContain(`**${total.toFixed(2)}**`);
});
