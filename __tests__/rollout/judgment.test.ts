import { RolloutError, readRollout } from "../../src/rollout";
import { compare, probability } from "../../src/rollout/comparison";
import { judge, judgeCanary } from "../../src/rollout/measure";
import { orderRegions } from "../../src/rollout/waves";

const count = (bad: number, total: number) => ({ bad, total });

describe("the probability of a difference", () => {
  // Computed in Python from the definition, with math.lgamma.
  test.each([
    [count(3, 4), count(1, 4), 0.24285714285714285],
    [count(5, 20), count(0, 200), 3.7790986722144114e-6],
    [count(0, 10), count(5, 10), 1],
    [count(10, 1000), count(10, 1000), 0.5885422383037786],
    [count(60, 100_000), count(400, 1_000_000), 0.003128730879122789],
  ])("of %j and %j is that of Fisher's exact test", (after, before, expected) => {
    const found = probability(after, before);
    expect(found / expected).toBeCloseTo(1, 6);
  });

  test("is 1 without observations", () => {
    expect(probability(count(0, 0), count(0, 0))).toBe(1);
    expect(probability(count(0, 0), count(3, 100))).toBe(1);
  });
});

describe("a comparison", () => {
  test.each([
    ["worse", count(31, 104), count(2, 5210)],
    ["not worse", count(1, 104), count(2, 5210)],
    ["worse", count(20, 20), count(0, 1000)],
    ["too few", count(4, 20), count(0, 1000)],
    ["too few", count(5, 10), count(0, 20)],
    ["too few", count(0, 49), count(0, 1000)],
    ["not worse", count(0, 50), count(0, 50)],
    ["too few", count(0, 50), count(0, 49)],
    ["not worse", count(900, 100_000), count(10, 1_000_000)],
    ["worse", count(1100, 100_000), count(10, 1_000_000)],
    ["too few", count(0, 0), count(0, 0)],
  ])("is %s for %j after %j", (expected, after, before) => {
    expect(compare(after, before, 0.01)).toBe(expected);
  });
});

describe("the verdict", () => {
  const good = count(1, 1000);
  const bad = count(300, 1000);
  const none = count(0, 0);
  test.each([
    ["worse", bad, good, good],
    ["worse", bad, good, none],
    ["worse", bad, none, good],
    ["worse everywhere", bad, good, bad],
    ["worse everywhere", count(9, 30), good, count(90, 300)],
    ["worse", count(12, 500), count(0, 10_000), count(0, 500)],
    ["worse", count(12, 500), count(0, 10_000), count(0, 20)],
    ["worse", count(12, 500), count(0, 10_000), count(3, 5000)],
    ["worse everywhere", count(12, 500), count(0, 10_000), count(12, 500)],
    ["worse everywhere", count(12, 500), count(0, 10_000), count(120, 5000)],
    ["worse everywhere", count(30, 100), count(0, 1000), count(6, 20)],
    ["worse everywhere", count(300, 1000), count(0, 1000), count(250, 1000)],
    ["worse", count(30, 100), count(0, 1000), count(2, 7)],
    ["as before", bad, bad, good],
    ["as before", good, good, bad],
    ["as before", good, good, none],
    ["too few", count(1, 10), good, good],
    ["too few", bad, none, none],
    ["too few", good, none, good],
  ])("is %s for %j after %j beside %j", (verdict, after, before, others) => {
    const compared = { name: "5xx responses", after, before, others, othersBefore: none };
    expect(judge(compared, 0.01).verdict).toBe(verdict);
  });

  test.each([
    ["worse", bad, good, bad, bad],
    ["worse", count(45, 1000), good, count(840, 10_000), count(5000, 60_000)],
    ["worse everywhere", bad, good, count(500, 1000), count(300, 1000)],
    ["worse", count(30, 1000), none, good, good],
    ["too few", count(8, 20), count(12, 30), count(2, 1000), none],
  ])("is %s for %j after %j beside %j after %j", (verdict, after, before, others, othersBefore) => {
    const compared = { name: "5xx responses", after, before, others, othersBefore };
    expect(judge(compared, 0.01).verdict).toBe(verdict);
  });

  test.each([
    ["as before", count(280, 1000)],
    ["worse", count(50, 1000)],
    ["worse", count(9, 30)],
    ["worse", none],
  ])("is %s for a share that was %j a day earlier", (verdict, dayBefore) => {
    const compared = { name: "slow responses", after: bad, before: good, dayBefore };
    const found = judge({ ...compared, others: good, othersBefore: good }, 0.1);
    expect(found.verdict).toBe(verdict);
  });

  test("names its evidence", () => {
    const region = { name: "5xx responses", after: count(31, 104), before: count(2, 5210) };
    const found = judge({ ...region, others: count(3, 60), othersBefore: count(1, 50) }, 0.01);
    expect(found.evidence).toBe(
      "5xx responses: 31 of 104 (29.8%) after the change, 2 of 5,210 (0.0%) before it, 3 of 60 (5.0%) in the other regions (2.0% before)",
    );
  });
});

describe("the canary's verdict", () => {
  const well = count(0, 12);
  const none = count(0, 0);
  test.each([
    ["worse", count(2, 2), well, well],
    ["worse", count(2, 4), well, none],
    ["as before", count(2, 5), well, well],
    ["too few", count(1, 1), well, well],
    ["as before", count(1, 2), well, well],
    ["as before", count(4, 4), count(6, 12), well],
    ["worse", count(4, 4), count(5, 12), well],
    ["worse", count(2, 2), none, well],
    ["worse everywhere", count(4, 4), well, count(2, 2)],
    ["worse everywhere", count(2, 4), well, count(1, 1)],
    ["worse", count(4, 4), well, count(1, 3)],
    ["too few", none, well, well],
  ])("is %s for %j after %j beside %j", (expected, after, before, others) => {
    expect(judgeCanary({ name: "canary", after, before, others, othersBefore: well }).verdict).toBe(expected);
  });

  test("is worse beside canaries that have always failed", () => {
    const others = { others: count(4, 4), othersBefore: count(12, 12) };
    expect(judgeCanary({ name: "canary", after: count(4, 4), before: well, ...others }).verdict).toBe(
      "worse",
    );
  });
});

const region = {
  functions: [{ name: "shop-api", alias: "live" }],
  alarms: ["shop-degraded"],
  api: { namespace: "AWS/ApiGateway", dimensions: { ApiName: "shop", Stage: "live" } },
  canaries: [],
};
const stated = { bake_minutes: 10, shift_minutes: 5, regions: { "us-east-1": region, "eu-west-1": region } };

describe("the output", () => {
  test("is read", () => {
    expect(readRollout(new Map([["rollout", { ...stated, first_region: "eu-west-1" }]]))).toEqual({
      ...{ bakeMinutes: 10, shiftMinutes: 5, firstRegion: "eu-west-1" },
      regions: new Map(Object.entries(stated.regions)),
    });
  });

  test("may be missing", () => {
    expect(readRollout(new Map())).toMatchObject({ bakeMinutes: 0, regions: new Map() });
  });

  test.each([
    [{ ...stated, bake_minutes: "10" }, /bake_minutes/],
    [
      { ...stated, regions: { "us-east-1": { ...region, alarms: "a" } } },
      /regions\.us-east-1\.alarms|alarms/,
    ],
    [{ ...stated, first_region: "us-west-2" }, /first_region "us-west-2" is not one of its regions/],
  ])("is rejected as %j", (output, message) => {
    const read = () => readRollout(new Map([["rollout", output]]));
    expect(read).toThrow(RolloutError);
    expect(read).toThrow(message);
  });
});

describe("the order of regions", () => {
  const requests: Readonly<Record<string, number>> = { a: 500, b: 20, c: 100 };
  const order = (names: readonly string[], firstRegion?: string) =>
    orderRegions(
      names,
      {
        ...{ bakeMinutes: 1, shiftMinutes: 0, firstRegion },
        regions: new Map(["a", "b", "c", "broken"].map((name) => [name, region])),
      },
      {
        now: () => 0,
        responses: async (name) => {
          const total = requests[name];
          if (total === undefined) {
            throw new Error("no permission");
          }
          return { total, errors: 0, rejected: 0, slow: 0, p95: undefined };
        },
      },
      () => undefined,
    );

  test("begins with the fewest requests", async () => {
    expect(await order(["a", "b", "c"])).toEqual(["b", "c", "a"]);
  });

  test("begins with the configured region", async () => {
    expect(await order(["a", "b", "c"], "a")).toEqual(["a", "b", "c"]);
    expect(await order(["b", "c"], "a")).toEqual(["b", "c"]);
  });

  test("ends with regions that cannot be counted, as they came", async () => {
    expect(await order(["stranger", "broken", "a", "b"])).toEqual(["b", "a", "stranger", "broken"]);
    expect(await order(["broken", "stranger"])).toEqual(["broken", "stranger"]);
  });
});
