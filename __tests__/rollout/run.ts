import type { RolloutEvent } from "../../src/rollout";
import { World, type WorldProps } from "./fake-ports";

export const MINUTE = 60_000;

/** The versions that serve each region at the end. */
export const ended = (world: World) =>
  Object.fromEntries(Object.keys(world.regions).map((region) => [region, world.version(region)]));

export const named = (world: World, name: RolloutEvent["event"]) =>
  world.events.filter(({ event }) => event === name);

export async function afterRun(props: WorldProps, prepare: (world: World) => void = () => undefined) {
  const world = new World(props);
  prepare(world);
  const end = await world.run();
  return { world, end };
}

/** Does something when a region's change is made. */
export function atChange(world: World, what: (region: string) => void): void {
  const { change } = world;
  world.change = async (region) => {
    what(region);
    return change.call(world, region);
  };
}
