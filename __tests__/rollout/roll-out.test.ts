import { linesOf, type RolloutEvent } from "../../src/rollout";
import { at, START, World, type WorldProps } from "./fake-ports";

const MINUTE = 60_000;

const ended = (world: World) =>
  Object.fromEntries(Object.keys(world.regions).map((region) => [region, world.version(region)]));
const named = (world: World, name: RolloutEvent["event"]) =>
  world.events.filter(({ event }) => event === name);

async function afterRun(props: WorldProps, prepare: (world: World) => void = () => undefined) {
  const world = new World(props);
  prepare(world);
  const end = await world.run();
  return { world, end };
}

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

  test("passes with few requests, and states so", async () => {
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

  test("is rolled back where it shows, and stays where it passed", async () => {
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

  test("is rolled back with the time of the rollback", async () => {
    const { world } = await afterRun({ behavior: { 42: { alarmAfter: 3 } } });
    expect(world.records.get("eu-west-1")).toEqual({ from: "42", to: "41", at: at(3) });
  });
});

describe("not every difference is the change's", () => {
  test("errors of the last hour", async () => {
    const always = { errors: 0.02 };
    const regions = { "eu-west-1": { perMinute: 60, always }, "us-east-1": { perMinute: 600 } };
    expect((await afterRun({ regions })).end.state).toBe("done");
  });

  test("an alarm from before the change", async () => {
    const { end } = await afterRun({}, (world) =>
      world.alarmed.set("eu-west-1", ["shop-eu-west-1-degraded"]),
    );
    expect(end.state).toBe("done");
  });

  test("a canary that failed before the change", async () => {
    const behavior = { 41: { wrong: true }, 42: { wrong: true } };
    expect((await afterRun({ behavior })).end.state).toBe("done");
  });

  test("a handful of failed requests", async () => {
    const regions = { "eu-west-1": { perMinute: 0.4 }, "us-east-1": { perMinute: 0.4 } };
    const { end } = await afterRun({ regions, behavior: { 42: { errors: 1 } } });
    expect(end.state).toBe("done");
  });

  test("an alarm that goes off in another region as well", async () => {
    const { world, end } = await afterRun({}, (one) => {
      const { change } = one;
      one.change = async (region) => {
        for (const each of Object.keys(one.regions)) {
          one.alarmed.set(each, [{ name: `shop-${each}-degraded`, since: one.time + MINUTE }]);
        }
        return change.call(one, region);
      };
    });
    expect(end).toMatchObject({ state: "held", why: expect.stringContaining("and so is another region's") });
    expect(world.regionsOf("restore")).toEqual([]);
  });

  test("errors in every region hold the rollout, and roll nothing back", async () => {
    const { world, end } = await afterRun({}, (one) => {
      const { responses } = one;
      one.responses = async (region, api, span, slowerThan) => {
        const found = await responses.call(one, region, api, span, slowerThan);
        return span.end > START ? { ...found, errors: Math.round(found.total * 0.3) } : found;
      };
    });
    expect(end).toMatchObject({
      state: "held",
      why: expect.stringContaining("eu-west-1 is worse than before its change, but so are the other regions"),
    });
    expect(ended(world)).toEqual({ "eu-west-1": "42", "us-east-1": "41" });
    expect(world.regionsOf("restore")).toEqual([]);
  });
});

describe("with few requests, the canary decides", () => {
  const few = { "eu-west-1": { perMinute: 0.4 }, "us-east-1": { perMinute: 0.4 } };
  test("a version that answers wrongly is rolled back", async () => {
    const { world, end } = await afterRun({ regions: few, behavior: { 42: { wrong: true } } });
    expect(end.state).toBe("rolled back");
    expect(world.time).toBeLessThanOrEqual(START + 10 * MINUTE);
  });

  test("one failure is not enough, also at the end of the bake", async () => {
    const { end } = await afterRun({ regions: few, bakeMinutes: 6 }, (one) => {
      const { canary } = one;
      one.canary = async (source, span) => {
        const found = await canary.call(one, source, span);
        return source.region === "eu-west-1" && span.end > START
          ? { ...found, bad: Math.min(1, found.total) }
          : found;
      };
    });
    expect(end.state).toBe("done");
  });

  test("canaries that fail in every region hold the rollout", async () => {
    const { world, end } = await afterRun({ regions: few }, (one) => {
      one.canary = async (_, { start, end: until }) => {
        const total = Math.floor((until - start) / (5 * MINUTE));
        return { total, bad: until > START ? total : 0 };
      };
    });
    expect(end).toMatchObject({ state: "held", why: expect.stringContaining("failed canary requests") });
    expect(world.regionsOf("restore")).toEqual([]);
  });

  test("without a canary, it passes", async () => {
    const props = { regions: few, canaries: false, behavior: { 42: { wrong: true } } };
    expect((await afterRun(props)).end.state).toBe("done");
  });
});

describe("CodeDeploy moves the requests", () => {
  const shifted = { shifted: true, shiftMinutes: 5 };

  test("in each region, before its bake", async () => {
    const { world, end } = await afterRun(shifted);
    expect(end.state).toBe("done");
    expect(ended(world)).toEqual({ "eu-west-1": "42", "us-east-1": "42" });
    expect(world.time).toBe(START + 30 * MINUTE);
    expect(named(world, "shift")[0]).toEqual({
      ...{ event: "shift", region: "eu-west-1", target: "shop-api" },
      ...{ from: "41", to: "42", percent: 10 },
    });
  });

  test("until an alarm stops it, which is recorded as a rollback", async () => {
    const { world, end } = await afterRun({ ...shifted, behavior: { 42: { alarmAfter: 2 } } });
    expect(end).toMatchObject({
      state: "rolled back",
      why: "eu-west-1: the shift of shop-api to version 42 failed: an alarm",
    });
    expect(world.records.get("eu-west-1")).toMatchObject({ from: "42", to: "41" });
    expect(world.regionsOf("stopShift")).toEqual([]);
    expect(ended(world)).toEqual({ "eu-west-1": "41", "us-east-1": "41" });
  });

  test("until its share fails", async () => {
    const { world, end } = await afterRun({ ...shifted, behavior: { 42: { errors: 0.5 } } });
    expect(end.state).toBe("rolled back");
    expect(world.regionsOf("stopShift")).toEqual(["eu-west-1"]);
    expect(world.version("eu-west-1")).toBe("41");
    expect(world.time).toBeLessThan(START + 5 * MINUTE);
  });

  test("not past alarms that were in ALARM before the change", async () => {
    const { world } = await afterRun(shifted, (one) =>
      one.alarmed.set("eu-west-1", ["shop-eu-west-1-degraded"]),
    );
    expect(world.calls).toContain("ignoring shop-eu-west-1-degraded in eu-west-1");
    expect(world.calls).toContain("ignoring  in us-east-1");
  });

  test("within a bound", async () => {
    const { world, end } = await afterRun(shifted, (one) => {
      const { lastShift } = one;
      one.lastShift = async (target) => {
        const shift = await lastShift.call(one, target);
        return shift?.state === "succeeded" ? { ...shift, state: "running" } : shift;
      };
    });
    expect(end).toMatchObject({
      state: "rolled back",
      why: "eu-west-1: the shift did not end within 20 minutes",
    });
    expect(world.time).toBeLessThan(START + 22 * MINUTE);
  });

  test("judged after the last step without the requests before it", async () => {
    const props = { ...shifted, shiftMinutes: 90, behavior: { 42: { slow: 0.15 } } };
    const { end } = await afterRun(props);
    expect(end).toMatchObject({ state: "rolled back", why: expect.stringContaining("slower than") });
  });

  test("to the newest version, after a shift to an older one that still runs", async () => {
    const world = new World(shifted);
    world.published.set("eu-west-1", "43");
    await world.startShift(world.target("eu-west-1"), "41", "42", []);
    expect((await world.run(["eu-west-1"])).state).toBe("done");
    expect(world.version("eu-west-1")).toBe("43");
    expect(world.time).toBe(START + 20 * MINUTE);
  });

  test("that are hidden for some polls", async () => {
    const { end } = await afterRun(shifted, (one) => {
      const { lastShift, startShift } = one;
      let hidden = 0;
      one.startShift = async (...args) => {
        hidden = 4;
        return startShift.apply(one, args);
      };
      one.lastShift = async (target) => {
        hidden -= 1;
        return hidden >= 0 ? undefined : lastShift.call(one, target);
      };
    });
    expect(end.state).toBe("done");
  });

  test.each([
    [4, "done"],
    [5, "failed"],
  ])("although %i polls in a row fail: %s", async (times, state) => {
    const { world, end } = await afterRun(shifted, (one) => {
      const { startShift } = one;
      one.startShift = async (...args) => {
        one.fails(`lastShift in ${args[0].region}`, times);
        return startShift.apply(one, args);
      };
    });
    expect(end.state).toBe(state);
    expect(linesOf({ event: "end", ...end }).join("\n")).toContain(
      state === "failed" ? "Run npm run apply again" : "",
    );
    expect(named(world, "unwatched").length).toBeGreaterThanOrEqual(4);
  });

  test("of a pending version, although nothing else changes", async () => {
    const { world, end } = await afterRun(shifted, (one) => one.published.set("us-east-1", "42"));
    expect(end.state).toBe("done");
    expect(world.version("us-east-1")).toBe("42");
  });

  describe("a version that was rolled back", () => {
    const prepare = (world: World) => {
      world.published.set("eu-west-1", "42");
      world.records.set("eu-west-1", { from: "42", to: "41", at: at(-60) });
    };

    test("gets no requests again, and no other region gets the change", async () => {
      const { world, end } = await afterRun(shifted, prepare);
      expect(end).toMatchObject({
        state: "held",
        why: `version 42 of shop-api was rolled back at ${at(-60)} and gets no requests`,
      });
      expect(world.regionsOf("change")).toEqual(["eu-west-1"]);
      expect(world.time).toBe(START);
      expect(world.version("eu-west-1")).toBe("41");
      expect(named(world, "not shifted")).toEqual([
        {
          ...{ event: "not shifted", region: "eu-west-1", target: "shop-api" },
          ...{ version: "42", rolledBackAt: at(-60) },
        },
      ]);
    });

    test("gets requests if a person asks", async () => {
      const world = new World(shifted);
      prepare(world);
      await world.run(undefined, true);
      expect(world.version("eu-west-1")).toBe("42");
    });

    test("does not keep a repair out", async () => {
      const { world } = await afterRun(shifted, (one) => {
        prepare(one);
        one.published.set("eu-west-1", "43");
      });
      expect(world.version("eu-west-1")).toBe("43");
    });
  });
});

describe("an interruption", () => {
  test("before a wave leaves everything as it is", async () => {
    const { world, end } = await afterRun({}, (one) => one.interruption.abort());
    expect(end.state).toBe("interrupted");
    expect(world.regionsOf("change")).toEqual([]);
    expect(end.regions.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  });

  const during = (method: "change" | "sleep", world: World) => {
    const original = world[method].bind(world) as (...args: never[]) => Promise<void>;
    Object.assign(world, {
      [method]: async (...args: never[]) => {
        await original(...args);
        world.interruption.abort();
      },
    });
  };

  test("during the change of a region stops after it", async () => {
    const { world, end } = await afterRun({}, (one) => during("change", one));
    expect(end.state).toBe("interrupted");
    expect(ended(world)).toEqual({ "eu-west-1": "42", "us-east-1": "41" });
    expect(end.regions[0]).toMatchObject({ state: "interrupted", versions: [{ now: "42" }] });
  });

  test("during a change starts no shift", async () => {
    const { world } = await afterRun({ shifted: true }, (one) => during("change", one));
    expect(world.regionsOf("startShift")).toEqual([]);
  });

  test("during a bake stops soon", async () => {
    const { world, end } = await afterRun({}, (one) => during("sleep", one));
    expect(end.state).toBe("interrupted");
    expect(world.time).toBeLessThan(START + MINUTE);
  });

  test("during a shift leaves it to CodeDeploy, and the next run goes on with it", async () => {
    const { world, end } = await afterRun({ shifted: true, shiftMinutes: 5 }, (one) => during("sleep", one));
    expect(end.state).toBe("interrupted");
    expect(end.regions[0]).toMatchObject({ versions: [{ now: "41, 10% 42" }] });
    expect(world.regionsOf("stopShift")).toEqual([]);

    const next = new World(world.props);
    next.published.set("eu-west-1", "42");
    await next.startShift(next.target("eu-west-1"), "41", "42", []);
    expect((await next.run()).state).toBe("done");
    expect(next.regionsOf("startShift")).toEqual(["eu-west-1", "us-east-1"]);
  });

  test("does not stop a rollback", async () => {
    const { world, end } = await afterRun({ behavior: { 42: { silent: true } } }, (one) => {
      one.silent = async () => {
        const isBad = one.version("eu-west-1") === "42";
        one.interruption.abort();
        return isBad ? ["https://eu-west-1.example.com/health"] : [];
      };
      one.fails("restore in eu-west-1", 2);
    });
    expect(end.state).toBe("rolled back");
    expect(world.version("eu-west-1")).toBe("41");
  });
});

describe("a run that continues", () => {
  test("watches a changed region for the rest of its time", async () => {
    const { world, end } = await afterRun({}, (one) => one.madeBefore("eu-west-1", 6));
    expect(end.state).toBe("done");
    expect(world.time).toBe(START + 14 * MINUTE);
  });

  test("watches a region for the whole time if it makes the rest of its change", async () => {
    const world = new World();
    world.madeBefore("eu-west-1", 6);
    world.change = async () => true;
    expect((await world.run(["eu-west-1"])).state).toBe("done");
    expect(world.time).toBe(START + 10 * MINUTE);
  });

  const alarmed = (minutes: number) => (one: World) =>
    one.alarmed.set("eu-west-1", [{ name: "shop-eu-west-1-degraded", since: START + minutes * MINUTE }]);

  test("judges it by the time since its change, its alarms included", async () => {
    const { world, end } = await afterRun({}, (one) => {
      one.madeBefore("eu-west-1", 60);
      alarmed(-50)(one);
    });
    expect(end.state).toBe("rolled back");
    expect(ended(world)).toEqual({ "eu-west-1": "41", "us-east-1": "41" });
  });

  test("ignores the alarms that went off before its change", async () => {
    const { end } = await afterRun({}, (one) => {
      one.madeBefore("eu-west-1", 6);
      alarmed(-7)(one);
    });
    expect(end.state).toBe("done");
  });

  describe("after a shift that had passed", () => {
    const shifted = { shifted: true, shiftMinutes: 5 };
    const other = (one: World, what: () => void) => {
      const { change } = one;
      one.change = async (region) => {
        if (region !== "eu-west-1") {
          return change.call(one, region);
        }
        what();
        return true;
      };
    };

    test("bakes another change for the whole time", async () => {
      const world = new World(shifted);
      world.shiftedBefore("eu-west-1", 40);
      other(world, () => undefined);
      expect((await world.run(["eu-west-1"])).state).toBe("done");
      expect(world.time).toBe(START + 10 * MINUTE);
    });

    test("does not roll its version back with another change", async () => {
      const { world, end } = await afterRun(shifted, (one) => {
        one.shiftedBefore("eu-west-1", 40);
        alarmed(-30)(one);
        other(one, () => alarmed(0)(one));
      });
      expect(end).toMatchObject({ state: "held", why: expect.stringContaining("nothing was rolled back") });
      expect(world.version("eu-west-1")).toBe("42");
    });

    test("watches its version for the rest of its time otherwise", async () => {
      const world = new World(shifted);
      world.shiftedBefore("eu-west-1", 6);
      expect((await world.run(["eu-west-1"])).state).toBe("done");
      expect(world.time).toBe(START + 4 * MINUTE);
    });
  });
});

describe("a failure", () => {
  test("of the change stops, and rolls nothing back", async () => {
    const { world, end } = await afterRun({}, (one) => one.fails("change in eu-west-1"));
    expect(end).toMatchObject({ state: "failed", why: "change is not available" });
    expect(world.regionsOf("restore")).toEqual([]);
    expect(end.regions.map(({ state }) => state)).toEqual(["failed", "waiting"]);
  });

  test.each(["before", "inAlarm", "responses", "invocations"])(
    "of %s before the change changes nothing",
    async (method) => {
      const { world, end } = await afterRun({}, (one) => one.fails(`${method} in eu-west-1`));
      expect(end).toMatchObject({ state: "failed", why: `${method} is not available` });
      expect(world.regionsOf("change")).toEqual([]);
    },
  );

  test.each(["responses", "invocations", "canary"])(
    "of another region's %s is no reason to stop",
    async (method) => {
      const { world, end } = await afterRun({}, (one) => one.fails(`${method} in us-east-1`));
      expect(world.version("eu-west-1")).toBe("42");
      expect(end.regions[0]?.state).toBe("done");
    },
  );

  test("to look, some times, is waited out", async () => {
    const { world, end } = await afterRun({}, (one) => {
      const { change } = one;
      one.change = async (region) => {
        one.fails("inAlarm in eu-west-1", 4);
        return change.call(one, region);
      };
    });
    expect(end.state).toBe("done");
    expect(named(world, "unwatched")).toHaveLength(4);
  });

  test("to look, for long, holds the rollout", async () => {
    const { world, end } = await afterRun({}, (one) => {
      const { change } = one;
      one.change = async (region) => {
        one.fails("inAlarm in eu-west-1");
        return change.call(one, region);
      };
    });
    expect(end).toMatchObject({
      state: "held",
      why: "eu-west-1 could not be watched: inAlarm is not available",
    });
    expect(world.time).toBe(START + 2 * MINUTE);
    expect(ended(world)).toEqual({ "eu-west-1": "42", "us-east-1": "41" });
  });

  test("of one attempt to roll back is repeated", async () => {
    const { world, end } = await afterRun({ behavior: { 42: { alarmAfter: 1 } } }, (one) =>
      one.fails("restore in eu-west-1", 3),
    );
    expect(end.state).toBe("rolled back");
    expect(world.version("eu-west-1")).toBe("41");
  });

  test("of the rollback is reported, within a bound", async () => {
    const { world, end } = await afterRun({ behavior: { 42: { alarmAfter: 1 } } }, (one) =>
      one.fails("restore in eu-west-1"),
    );
    expect(end).toMatchObject({
      state: "rollback failed",
      why: "eu-west-1: alarm shop-eu-west-1-degraded is in ALARM. The rollback failed: shop-api: restore is not available",
    });
    expect(world.time).toBeLessThan(START + 3 * MINUTE);
    expect(named(world, "rollback failed")).toHaveLength(1);
    expect(ended(world)).toEqual({ "eu-west-1": "42", "us-east-1": "41" });
  });

  test("is a rollback whose endpoint stays silent", async () => {
    const { end } = await afterRun({ behavior: { 41: { silent: true }, 42: { silent: true } } });
    expect(end).toMatchObject({
      state: "rollback failed",
      why: expect.stringContaining("the versions before the change serve again, but there is no answer from"),
    });
  });

  test("is an alias that does not return", async () => {
    const { end } = await afterRun({ behavior: { 42: { alarmAfter: 1 } } }, (one) => {
      one.restore = async () => undefined;
    });
    expect(end).toMatchObject({
      state: "rollback failed",
      why: expect.stringContaining("version 42 instead of version 41"),
    });
  });

  test("to find the failed requests or to remove what was kept stops nothing", async () => {
    const { end } = await afterRun({ behavior: { 42: { alarmAfter: 1 } } }, (one) =>
      one.fails("failedRequests in eu-west-1"),
    );
    expect(end.state).toBe("rolled back");
    expect((await afterRun({}, (one) => one.fails("forget in eu-west-1"))).end.state).toBe("done");
  });

  test("to read the version at the end is stated, and stops nothing", async () => {
    const { end } = await afterRun({}, (one) => one.fails("serving in us-east-1"));
    expect(end.regions[1]).toMatchObject({ versions: [{ before: "41", now: undefined }] });
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
