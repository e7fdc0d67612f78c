import { START, World } from "./fake-ports";
import { afterRun, ended, MINUTE } from "./run";

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

  test("during a shift leaves it to CodeDeploy, and the next run continues with it", async () => {
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

  test.each([
    ["done", {}],
    ["rolled back", { 42: { errors: 0.3 } }],
  ])("bakes a region again if its bake ended more than an hour ago: %s", async (state, behavior) => {
    const world = new World({ behavior });
    world.madeBefore("eu-west-1", 300);
    expect((await world.run(["eu-west-1"])).state).toBe(state);
    expect(world.time).toBeGreaterThan(START);
    expect(world.time).toBeLessThanOrEqual(START + 10 * MINUTE);
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

    test("otherwise watches its version for the rest of its time", async () => {
      const world = new World(shifted);
      world.shiftedBefore("eu-west-1", 6);
      expect((await world.run(["eu-west-1"])).state).toBe("done");
      expect(world.time).toBe(START + 4 * MINUTE);
    });
  });
});
