import { linesOf } from "../../src/rollout";
import { at, START, World } from "./fake-ports";
import { afterRun, ended, MINUTE, named } from "./run";

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

  test("despite alarms that were in ALARM before the change", async () => {
    const { world } = await afterRun(shifted, (one) =>
      one.alarmed.set("eu-west-1", ["shop-eu-west-1-degraded"]),
    );
    expect(world.calls).toContain("ignoring shop-eu-west-1-degraded in eu-west-1");
    expect(world.calls).toContain("ignoring  in us-east-1");
  });

  test("within a time limit", async () => {
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

  test("and judges the bake without the requests before the last step", async () => {
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

  test("although a new shift is not listed for some polls", async () => {
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

  test("to a pending version, although nothing else changes", async () => {
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

    test("gets requests in a run with the option again", async () => {
      const world = new World(shifted);
      prepare(world);
      await world.run(undefined, true);
      expect(world.version("eu-west-1")).toBe("42");
    });

    test("does not block a repair", async () => {
      const { world } = await afterRun(shifted, (one) => {
        prepare(one);
        one.published.set("eu-west-1", "43");
      });
      expect(world.version("eu-west-1")).toBe("43");
    });
  });
});
