import { messageOf } from "../command";
import { CommandError } from "./command-arguments";
import type { Claim } from "./demo-claims";
import { playGray } from "./demo-gray";
import { playOutage } from "./demo-outage";
import { Scene, type Stage } from "./demo-scene";
import { demoPath } from "./demo-users";
import type { LocalRegions } from "./local-regions";
import { DEMOS, type DemoName, demoNamed } from "./options";
import { rolloutStories } from "./rollout/play-rollout";
import { rolloutClaims } from "./rollout/rollout-claims";
import { StackError } from "./stack/stack-error";

/**
 * Simulates a region's failure and recovery, or rollouts, while clients send requests, and checks the claims about them.
 *
 * @throws StackError if the stack has too few regions or lacks a part that the demo needs, or the API rejects its requests
 */
export async function runDemo(regions: LocalRegions, stage: Stage, name: DemoName): Promise<Claim[]> {
  await requireRequest(regions);
  if (name === "rollout") {
    return rolloutClaims(await rolloutStories(regions, stage));
  }
  const scene = new Scene(regions, stage);
  try {
    return await (name === "gray" ? playGray(scene) : playOutage(scene));
  } finally {
    await scene.end();
  }
}

/** @throws StackError if the API rejects the request that the demo's clients send */
async function requireRequest(regions: LocalRegions): Promise<void> {
  const path = demoPath(regions);
  const { status } = await fetch(regions.urlOf(path, "New York"));
  if (status >= 400 && status < 500) {
    throw new StackError(
      `the demo's request, GET ${path}, returns ${status}: set demo.path in the service's file to a request that succeeds`,
    );
  }
}

/** The regions in which a demo plays. */
const playing = new WeakSet<LocalRegions>();

/** Starts the demo, which takes minutes in real time. Its progress and the results of its claims are events. */
export function startDemo(
  regions: LocalRegions,
  word: string | undefined,
  command: Stage["command"],
): string {
  const name = demoNamed(word);
  if (name === undefined) {
    throw new CommandError(`demo: ${JSON.stringify(word)} is not one of ${DEMOS.join(", ")}`);
  }
  if (playing.has(regions)) {
    throw new CommandError("demo: already running");
  }
  playing.add(regions);
  const { events } = regions;
  const say = (text: string) => events.emit({ type: "control", text: text.trim() });
  const play = async () => {
    // The demo compares tables.
    await regions.loaded;
    for (const claim of await runDemo(regions, { say, command }, name)) {
      events.emit({ type: "claim", ...claim });
    }
  };
  play()
    .catch((error: unknown) => say(`demo: ${messageOf(error)}`))
    .finally(() => playing.delete(regions));
  return "the demo is running; its claims follow as events";
}
