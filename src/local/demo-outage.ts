import { type Claim, claimsOf } from "./demo-claims";
import type { Scene, Stage } from "./demo-scene";
import type { Users } from "./demo-users";
import type { LocalRegions } from "./local-regions";
import type { DemoRequest } from "./service";
import { StackError } from "./stack/stack-error";

/**
 * Fails a region, changes the data of the others, and heals the region.
 *
 * @throws StackError if the API rejects the change
 */
export async function playOutage(scene: Scene): Promise<Claim[]> {
  const { regions, region, others } = scene;
  const { say, command } = scene.stage;
  const limitMs = regions.clock.realMs(regions.failoverSeconds);
  scene.saySpeed(regions.failoverSeconds);
  await scene.pause();

  say(`\nAll of ${region} fails.`);
  await command(`fail ${region}`);
  const moved = await scene.moved(limitMs);

  const before = await regions.tables.contents(region);
  const changed = await change(regions, others, command);
  await scene.pause();
  const whileAway = await regions.tables.contents(region);
  const elsewhere = await regions.tables.contents(others[0]?.region ?? region);
  if (changed !== undefined) {
    say(`While ${region} is down: ${changed}.`);
  }

  say(`\n${region} is healed.`);
  await command(`heal ${region}`);
  const back = await scene.back(limitMs);
  await scene.pause();

  return claimsOf({
    ...(await scene.end()),
    limitMs,
    moved,
    back,
    contents: {
      before: changed === undefined ? undefined : before,
      whileAway,
      elsewhere,
      after: await scene.contents(),
    },
  });
}

/**
 * Changes the data of the healthy regions.
 *
 * @returns what was done; undefined if the service changes nothing
 * @throws StackError if the API rejects the change
 */
async function change(
  regions: LocalRegions,
  others: readonly Users[],
  command: Stage["command"],
): Promise<string | undefined> {
  const { change } = regions.service.demo ?? {};
  if (change === undefined) {
    return undefined;
  }
  const text = "command" in change ? await command(change.command) : await send(change, regions, others);
  await Promise.all(others.map((one) => regions.schedules.runNow(one.region)));
  return text;
}

async function send(
  { method, path, body }: DemoRequest,
  regions: LocalRegions,
  [users]: readonly Users[],
): Promise<string> {
  const response = await fetch(regions.urlOf(path, users?.place.name ?? ""), {
    method,
    headers: { "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body }),
  });
  const text = `${method} ${path} in ${users?.place.name} returns ${response.status}`;
  if (!response.ok) {
    throw new StackError(`${text}: ${await response.text()}`);
  }
  return text;
}
