import { START, World, type WorldProps } from "./fake-ports";
import { MINUTE } from "./run";

const regions = { "eu-west-1": { perMinute: 60 }, "us-east-1": { perMinute: 600 } };
const short = { regions, bakeMinutes: 1, shiftMinutes: 1 };

/** Runs a rollout once for each of its calls, with something that happens at that call. */
async function atEachCall(props: WorldProps, happen: (world: World) => void): Promise<void> {
  const whole = new World(props);
  await whole.run();
  const isGood = props.behavior === undefined;
  for (let step = 1; step <= whole.calls.length; step += 1) {
    const world = new World(props);
    let calls = 0;
    world.onCall = () => {
      calls += 1;
      if (calls === step) {
        happen(world);
      }
    };
    const end = await world.run();
    const found = { step, call: whole.calls[step - 1], state: end.state };
    // A good version is not rolled back, and a bad one does not pass.
    expect({ ...found, isWrong: isGood ? /roll/.test(end.state) : end.state === "done" }).toEqual({
      ...found,
      isWrong: false,
    });
    // The regions after the one at which it stopped are as before.
    const stopped = end.regions.findIndex(({ state }) => state !== "done");
    const after = end.regions.slice(stopped + 1).map(({ region }) => region);
    expect({ ...found, after: stopped < 0 ? [] : after.map((region) => world.version(region)) }).toEqual({
      ...found,
      after: stopped < 0 ? [] : after.map(() => "41"),
    });
    // It states what serves in each region.
    expect(end.regions.map(({ versions }) => versions.length)).toEqual([1, 1]);
    expect(world.time).toBeLessThan(START + 30 * MINUTE);
  }
}

const rollouts: readonly (readonly [string, WorldProps])[] = [
  ["a good version, at once", short],
  ["a failing version, in steps", { ...short, shifted: true, behavior: { 42: { errors: 0.3 } } }],
];

test.each(rollouts)("%s: any call may fail", async (_, props) => {
  await atEachCall(props, () => {
    throw new Error("not available");
  });
});

test.each(rollouts)("%s: an interruption may come at any call", async (_, props) => {
  await atEachCall(props, (world) => world.interruption.abort());
});
