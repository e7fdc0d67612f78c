import { readRollout } from "../../rollout";
import type { Claim } from "../demo-claims";
import type { Stage } from "../demo-scene";
import { usersOf } from "../demo-users";
import { FAULT_NAMES } from "../functions/faulty-version";
import type { LocalRegions } from "../local-regions";
import { StackError } from "../stack/stack-error";
import { type RolloutStory, rolloutClaims } from "./rollout-claims";
import { RolloutScene } from "./rollout-scene";

/**
 * Rolls out bad versions and a good one while clients send requests, and checks the claims about them.
 *
 * @throws StackError, as `rolloutStories` does
 */
export async function playRollout(regions: LocalRegions, stage: Stage): Promise<Claim[]> {
  return rolloutClaims(await rolloutStories(regions, stage));
}

/**
 * Rolls out bad versions and a good one while clients send requests. The steps, alarms and bake are those of the stack;
 * only CodeDeploy, CloudWatch and Lambda are this machine's.
 *
 * @throws StackError if the stack states no rollout of at least two regions with users, or if a region does not run well
 * before any change
 */
export async function rolloutStories(regions: LocalRegions, stage: Stage): Promise<readonly RolloutStory[]> {
  const rollout = readRollout(regions.stack.terraform.outputs);
  const users = usersOf(regions);
  if (rollout.regions.size < 2 || users.length < 2) {
    throw new StackError('the rollout demo needs the output "rollout" with at least two regions with users');
  }
  const scene = new RolloutScene(regions, stage, rollout, users);
  try {
    scene.introduce();
    const ports = await scene.usual();
    const stories: RolloutStory[] = [];
    for (const fault of [...scene.noticeable(FAULT_NAMES), undefined]) {
      stories.push(await scene.play(ports, fault));
    }
    return stories;
  } finally {
    await scene.end();
  }
}
