import { readFileSync } from "node:fs";
import { join } from "node:path";
import { costAtRest, costTable } from "../../src/cost";
import { readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";

function costOf(settings: object) {
  return costAtRest(readTerraform(readFileSync(synthStackFile(settings), "utf8")));
}

function dollars(settings: object, what: RegExp): number {
  return costOf(settings)
    .filter((line) => what.test(line.what))
    .reduce((sum, line) => sum + line.dollars, 0);
}

test("the README says what the default configuration costs; `npm run cost` prints it anew", () => {
  const page = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
  expect(page).toContain(costTable(costOf({})));
});

test("every region more costs its key, its web ACL and its health check", () => {
  const three = { regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } };
  for (const what of [/^Keys/, /^Web ACLs/, /^Health checks/]) {
    expect(dollars(three, what)).toBeCloseTo(1.5 * dollars({}, what));
  }
});

test("a fast interval costs a feature, and three times the requests", () => {
  const fast = { healthCheck: { intervalSeconds: 10 } };
  expect(dollars(fast, /features/) - dollars({}, /features/)).toBe(2);
  expect(dollars(fast, /API Gateway/)).toBeCloseTo(3 * dollars({}, /API Gateway/));
});

test("checkers in all regions ask more than those in three", () => {
  const eight = {
    healthCheck: {
      checkerRegions: [
        "us-east-1",
        "us-west-1",
        "us-west-2",
        "eu-west-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-northeast-1",
        "sa-east-1",
      ],
    },
  };
  expect(dollars(eight, /API Gateway/)).toBeCloseTo((8 / 3) * dollars({}, /API Gateway/));
});

test("a canary is a metric for its cold starts, and two for each of its targets", () => {
  const own = (settings: object) => dollars(settings, /^Metrics/) / 0.3;
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
