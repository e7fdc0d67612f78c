import type { Claim } from "./demo-claims";
import { playGray } from "./demo-gray";
import { playOutage } from "./demo-outage";
import { Scene, type Stage } from "./demo-scene";
import type { LocalRegions } from "./local-regions";
import type { DemoName } from "./options";
import { playRollout } from "./rollout/play-rollout";

/**
 * Simulates a region's failure and recovery, or rollouts, while clients send requests, and checks the claims about them.
 *
 * @throws StackError if the stack has too few regions or lacks a part that the demo needs, or the API rejects the change
 */
export async function runDemo(regions: LocalRegions, stage: Stage, name: DemoName): Promise<Claim[]> {
  if (name === "rollout") {
    return playRollout(regions, stage);
  }
  const scene = new Scene(regions, stage);
  try {
    return await (name === "gray" ? playGray(scene) : playOutage(scene));
  } finally {
    await scene.end();
  }
}
