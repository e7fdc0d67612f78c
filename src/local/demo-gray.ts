import { setTimeout as sleep } from "node:timers/promises";
import { type Claim, grayClaimsOf } from "./demo-claims";
import { type Minute, pagesOf } from "./demo-pages";
import type { Scene } from "./demo-scene";
import { StackError } from "./stack/stack-error";
import type { Sample } from "./steady-load";

const GRAY_PERCENT = 60;
/** The intended failure during the half hour in which an alarm should detect it. */
const EXPECTED: readonly Minute[] = Array.from({ length: 30 }, () => ({
  requests: 100,
  failed: GRAY_PERCENT,
}));

/**
 * Fails a share of a region's requests, evacuates the region, and brings its users back.
 *
 * @throws StackError if the region cannot be evacuated
 */
export async function playGray(scene: Scene): Promise<Claim[]> {
  const { regions, region } = scene;
  const { say, command } = scene.stage;
  if (!regions.evacuations.canEvacuate(region)) {
    throw new StackError(
      `the gray demo needs evacuation, but no health check looks for a marker of ${region}`,
    );
  }
  const { clock, failoverSeconds, stack } = regions;
  const seconds = regions.evacuationSeconds(region);
  const limitMs = clock.realMs(seconds);
  const pageDue = pagesOf(stack.terraform, region, EXPECTED)[0]?.minutes;
  scene.saySpeed(seconds);
  await scene.pause();

  say(`\n${GRAY_PERCENT}% of ${region}'s requests fail, and its health check succeeds.`);
  let failedChecks = 0;
  const stop = regions.events.on((event) => {
    failedChecks += event.type === "health" && !event.healthy ? 1 : 0;
  });
  const failedAt = performance.now();
  await command(`fail ${region} gray ${GRAY_PERCENT}`);
  await sleep(clock.realMs(Math.max(failoverSeconds, (pageDue ?? 0) * 60)));
  stop();

  say(
    `\n${pageDue === undefined ? "Users complain" : `An alarm has paged within ${pageDue} min`}: a person evacuates ${region}.`,
  );
  const evacuatedAt = performance.now();
  await command(`evacuate ${region}`);
  const moved = await scene.moved(limitMs);
  await scene.pause();

  say(`\n${region} is healed, and the evacuation ends.`);
  await command(`heal ${region}`);
  await command(`evacuate ${region} undo`);
  const back = await scene.back(limitMs);
  await scene.pause();

  const ended = await scene.end();
  const after = await scene.contents();
  const whileAway = after[0] ?? {};
  return grayClaimsOf({
    ...ended,
    limitMs,
    moved,
    back,
    contents: { before: undefined, whileAway, elsewhere: whileAway, after },
    percent: GRAY_PERCENT,
    failedAt,
    evacuatedAt,
    failoverMs: clock.realMs(failoverSeconds),
    failedChecks,
    pageDue,
    pages: pagesOf(stack.terraform, region, minutesOf(ended.own, region, failedAt, clock.speed)),
  });
}

/** Counts the requests that a region answered in each minute of the regions' time since the first failure. */
function minutesOf(
  samples: readonly Sample[],
  region: string,
  from: number,
  speed: number,
): readonly Minute[] {
  const own = samples.filter((sample) => sample.sentAt >= from && sample.region === region);
  const minuteOf = ({ sentAt }: Sample) => Math.floor(((sentAt - from) * speed) / 60_000);
  const last = Math.max(0, ...own.map(minuteOf));
  return Array.from({ length: last + 1 }, (_, minute) => {
    const inMinute = own.filter((sample) => minuteOf(sample) === minute);
    return { requests: inMinute.length, failed: inMinute.filter(({ status }) => status >= 500).length };
  });
}
