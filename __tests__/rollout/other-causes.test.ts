import { START } from "./fake-ports";
import { afterRun, ended, MINUTE } from "./run";

describe("a difference with a cause other than the change", () => {
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

  test("more rejected requests, from a client that tries paths", async () => {
    const { end } = await afterRun({}, (one) => {
      const { responses } = one;
      one.responses = async (region, api, span, slowerThan) => {
        const found = await responses.call(one, region, api, span, slowerThan);
        const more = region === "eu-west-1" && span.end > START ? found.total * 2 : 0;
        return { ...found, total: found.total + more, rejected: found.rejected + more };
      };
    });
    expect(end.state).toBe("done");
  });

  test("a share that is usual in a region with few requests, but not in the others", async () => {
    const regions = {
      "eu-west-1": { perMinute: 0.5, always: { rejected: 0.4 } },
      "us-east-1": { perMinute: 600 },
    };
    expect((await afterRun({ regions, bakeMinutes: 30 })).end.state).toBe("done");
  });

  test.each([
    ["the same a day earlier", 0, "done"],
    ["not the same a day earlier", START, "rolled back"],
  ])("slow responses at another time of day, which were %s", async (_, from, state) => {
    const props = { shifted: true, shiftMinutes: 90, canaries: false };
    const { end } = await afterRun(props, (one) => {
      const { responses } = one;
      one.responses = async (region, api, span, slowerThan) => {
        const found = await responses.call(one, region, api, span, slowerThan);
        const minute = ((span.start - START) / MINUTE + 24 * 60) % (24 * 60);
        const isLate = region === "eu-west-1" && minute >= 60 && minute < 240 && span.start >= from;
        return { ...found, slow: isLate && slowerThan !== undefined ? found.total * 0.4 : found.slow };
      };
    });
    expect(end.regions[0]?.state).toBe(state);
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

  test("errors in every region, which hold the rollout without a rollback", async () => {
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

  test("one failure is not enough, even at the end of the bake", async () => {
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
