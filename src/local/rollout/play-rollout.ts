import { readRollout } from "../../rollout";
import type { Stage } from "../demo-scene";
import { usersOf } from "../demo-users";
import { FAULT_NAMES, FAULTS } from "../functions/faulty-version";
import type { LocalRegions } from "../local-regions";
import { StackError } from "../stack/stack-error";
import type { RolloutStory } from "./rollout-claims";
import { RolloutScene } from "./rollout-scene";

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
  const hasCanaries = [...rollout.regions.values()].every(({ canaries }) => canaries.length > 0);
  const scene = new RolloutScene(regions, stage, rollout, users);
  try {
    const ports = await scene.usual();
    const stories: RolloutStory[] = [];
    for (const fault of [...FAULT_NAMES, undefined]) {
      if (fault === "corrupting" && !hasCanaries) {
        stage.say(`\nNot played: a version that ${FAULTS.corrupting}. Only a canary would detect it.`);
      } else {
        stories.push(await scene.play(ports, fault));
      }
    }
    return stories;
  } finally {
    await scene.end();
  }
}
