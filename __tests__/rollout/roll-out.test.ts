import { rollOut } from "../../src/rollout";
import { at, START, World, type WorldProps } from "./fake-ports";
import { afterRun, atChange, ended, MINUTE, named } from "./run";

describe("a good version", () => {
  test("reaches one region after the other, each after the bake of the one before it", async () => {
    const { world, end } = await afterRun({});
    expect(end.state).toBe("done");
    expect(ended(world)).toEqual({ "eu-west-1": "42", "us-east-1": "42" });
    expect(world.regionsOf("change")).toEqual(["eu-west-1", "us-east-1"]);
    expect(world.time).toBe(START + 20 * MINUTE);
    expect(end.regions).toEqual(
      ["eu-west-1", "us-east-1"].map((region) => ({
        region,
        state: "done",
        versions: [{ target: "shop-api", before: "41", now: "42" }],
      })),
    );
    expect(world.regionsOf("forget")).toEqual(["eu-west-1", "us-east-1"]);
    expect(world.regionsOf("restore")).toEqual([]);
  });

  test("is reported with a countdown and the present rates", async () => {
    const { world } = await afterRun({ bakeMinutes: 2 });
    expect(named(world, "bake").slice(0, 4)).toMatchObject(
      [120, 90, 60, 30].map((secondsLeft) => ({ secondsLeft })),
    );
    expect(named(world, "bake")[3]).toMatchObject({
      region: "eu-west-1",
      findings: expect.arrayContaining([
        {
          measure: "5xx responses",
          verdict: "as before",
          evidence: expect.any(String),
          counts: {
            after: { total: 90, bad: 0 },
            before: { total: 3600, bad: 0 },
            others: { total: 900, bad: 0 },
          },
        },
      ]),
    });
  });

  test("passes with few requests, and is reported so", async () => {
    const regions = { "eu-west-1": { perMinute: 1 }, "us-east-1": { perMinute: 1 } };
    const { world, end } = await afterRun({ regions });
    expect(end.state).toBe("done");
    expect(named(world, "passed")[0]).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ measure: "5xx responses", verdict: "too few" }),
        expect.objectContaining({ measure: "canary", verdict: "as before" }),
      ]),
    });
  });
});

describe("a bad version", () => {
  const bad: readonly (readonly [string, WorldProps, string])[] = [
    ["fails 30% of its requests", { behavior: { 42: { errors: 0.3 } } }, "5xx responses"],
    ["is slow", { behavior: { 42: { slow: 1 } } }, "responses slower than 160 ms"],
    ["crashes", { behavior: { 42: { crashes: 0.3 } } }, "failed invocations of shop-api"],
    ["rejects its users", { behavior: { 42: { rejected: 1 } } }, "4xx responses"],
    ["answers wrongly", { behavior: { 42: { wrong: true } } }, "failed canary requests"],
    ["sets off an alarm", { behavior: { 42: { alarmAfter: 3 } } }, "alarm shop-eu-west-1-degraded"],
    [
      "does not answer",
      { behavior: { 42: { silent: true } } },
      "no answer from https://eu-west-1.example.com/health",
    ],
  ];
  test.each(bad)("that %s is rolled back in its region only", async (_, props, evidence) => {
    const { world, end } = await afterRun(props);
    expect(end).toMatchObject({ state: "rolled back", why: expect.stringContaining(evidence) });
    expect(ended(world)).toEqual({ "eu-west-1": "41", "us-east-1": "41" });
    expect(world.regionsOf("change")).toEqual(["eu-west-1"]);
    expect(world.regionsOf("restore")).toEqual(["eu-west-1"]);
    expect(world.records.get("eu-west-1")).toMatchObject({ from: "42", to: "41" });
    expect(end.regions.map(({ region, state }) => [region, state])).toEqual([
      ["eu-west-1", "rolled back"],
      ["us-east-1", "waiting"],
    ]);
    expect(named(world, "rolled back")).toMatchObject([
      { requests: [{ requestId: "0f8c" }], link: "https://console.example.com" },
    ]);
  });

  test.each(bad.slice(0, 6))("that %s is found before its bake is over", async (_, props) => {
    const { world } = await afterRun(props);
    expect(world.time).toBeLessThanOrEqual(START + 10 * MINUTE);
  });

  test("is rolled back in the region where it fails, and stays where it passed", async () => {
    const { world, end } = await afterRun({}, (one) => {
      one.alarmed.set("us-east-1", []);
      const { change } = one;
      one.change = async (region) => {
        if (region === "us-east-1") {
          one.alarmed.set(region, [{ name: "shop-us-east-1-degraded", since: one.time }]);
        }
        return change.call(one, region);
      };
    });
    expect(end.state).toBe("rolled back");
    expect(ended(world)).toEqual({ "eu-west-1": "42", "us-east-1": "41" });
    expect(world.regionsOf("restore")).toEqual(["us-east-1"]);
    expect(end.regions.map(({ state }) => state)).toEqual(["done", "rolled back"]);
  });

  test("is rolled back although another region with the version is as bad", async () => {
    const { world, end } = await afterRun({}, (one) =>
      atChange(one, (region) => {
        for (const each of region === "us-east-1" ? Object.keys(one.regions) : []) {
          one.alarmed.set(each, [{ name: `shop-${each}-degraded`, since: one.time }]);
        }
      }),
    );
    expect(end.regions.map(({ state }) => state)).toEqual(["done", "rolled back"]);
    expect(world.regionsOf("restore")).toEqual(["us-east-1"]);
  });

  test("is rolled back with the time of the rollback", async () => {
    const { world } = await afterRun({ behavior: { 42: { alarmAfter: 3 } } });
    expect(world.records.get("eu-west-1")).toEqual({ from: "42", to: "41", at: at(3) });
  });
});

test("a region whose functions did not change is held, because nothing can be rolled back", async () => {
  const { world, end } = await afterRun({}, (one) => {
    one.change = async (region) => {
      one.alarmed.set(region, [{ name: `shop-${region}-degraded`, since: one.time }]);
      return true;
    };
  });
  expect(end).toMatchObject({
    state: "held",
    why: expect.stringContaining("No function and no deployment had changed, so nothing was rolled back"),
  });
  expect(world.regionsOf("restore")).toEqual([]);
});

test("every region is watched after a change that belongs to none", async () => {
  const world = new World();
  world.change = async () => true;
  world.silent = async () => [];
  world.inAlarm = async () => [];
  const { responses } = world;
  world.responses = async (region, api, span, slowerThan) => {
    const found = await responses.call(world, region, api, span, slowerThan);
    return span.end > START ? { ...found, errors: Math.round(found.total * 0.3) } : found;
  };
  const end = await rollOut({
    ...{ ports: world, rollout: world.rollout, waves: [{ region: "global", targets: [] }] },
    ...{ signal: world.interruption.signal, report: () => undefined },
  });
  expect(end).toMatchObject({
    state: "held",
    why: expect.stringMatching(
      /^global: eu-west-1: 5xx responses: .*; us-east-1: 5xx responses: .*nothing was rolled back$/,
    ),
  });
});
