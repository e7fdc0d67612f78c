import { START } from "./fake-ports";
import { afterRun, atChange, ended, MINUTE, named } from "./run";

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

  test("to observe the region a few times is tolerated", async () => {
    const { world, end } = await afterRun({}, (one) =>
      atChange(one, () => one.fails("inAlarm in eu-west-1", 4)),
    );
    expect(end.state).toBe("done");
    expect(named(world, "unwatched")).toHaveLength(4);
  });

  test("to observe the region for longer holds the rollout", async () => {
    const { world, end } = await afterRun({}, (one) =>
      atChange(one, () => one.fails("inAlarm in eu-west-1")),
    );
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

  test("to check the endpoints once, after the change or the rollback, is not evidence against the version", async () => {
    const { end } = await afterRun({ behavior: { 42: { alarmAfter: 1 } } }, (one) => {
      atChange(one, () => one.fails("silent in eu-west-1", 1));
      const { restore } = one;
      one.restore = async (...args) => {
        one.fails("silent in eu-west-1", 1);
        return restore.apply(one, args);
      };
    });
    expect(end.state).toBe("rolled back");
  });

  test("includes a rollback after which the endpoint stays silent", async () => {
    const { end } = await afterRun({ behavior: { 41: { silent: true }, 42: { silent: true } } });
    expect(end).toMatchObject({
      state: "rollback failed",
      why: expect.stringContaining("the versions before the change serve again, but there is no answer from"),
    });
  });

  test("includes an alias that does not return to the version before", async () => {
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
