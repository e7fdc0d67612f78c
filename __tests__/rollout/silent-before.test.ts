import { World } from "./fake-ports";

/** A run that cannot reach the endpoint of a region, neither before the change nor after it. */
class Unreached extends World {
  override async silent(region: string): Promise<readonly string[]> {
    return this.silentBefore(region);
  }

  silentBefore(region: string): readonly string[] {
    return region === "eu-west-1" ? ["https://eu.example.com/health"] : [];
  }
}

test("a region whose endpoint did not answer before the change either does not pass, without a rollback", async () => {
  const world = new Unreached();
  expect(await world.run()).toMatchObject({
    state: "held",
    why: "eu-west-1: no answer from https://eu.example.com/health, which did not answer before this run either",
  });
  expect(world.version("eu-west-1")).toBe("42");
  expect(world.regionsOf("change")).toEqual(["eu-west-1"]);
});

test("a bad version is still rolled back, and the rollback does not count as failed", async () => {
  const world = new Unreached({ behavior: { 42: { errors: 0.3 } } });
  expect(await world.run()).toMatchObject({ state: "rolled back" });
  expect(world.version("eu-west-1")).toBe("41");
});
