import { messageOf } from "../command";
import { aliasesBehind } from "../review/aliases-behind";
import { changesOf } from "../review/change";
import { withoutOf } from "../review/without";
import type { Rollback } from "../rollout";
import type { Plan } from "../terraform";
import { rolledBack } from "./aws/ports";

/**
 * Finds rollbacks that CodeDeploy made on its own, for example because an alarm went off while no `npm run apply` was
 * running. Only `npm run apply` records a rollback in the alias's description, which a plan contains.
 *
 * It calls AWS only if an alias does not serve the newest version, and only in that region.
 *
 * @returns them by the address of the alias
 */
export async function unrecordedRollbacks(plan: Plan): Promise<ReadonlyMap<string, Rollback>> {
  const leftOut = withoutOf(plan)?.region;
  const behind = aliasesBehind(plan, changesOf(plan)).filter(
    // While two versions serve, nothing is rolled back.
    ({ region, isShared }) => region !== leftOut && !isShared,
  );
  const found = await Promise.all(
    behind.map(async (alias): Promise<[string, Rollback][]> => {
      const { address, region, of, published, serving } = alias;
      try {
        const rollback = await rolledBack(alias);
        return rollback?.from === published ? [[address, rollback]] : [];
      } catch (error) {
        console.error(
          `${region}: cannot find out why version ${serving} of ${of.name} serves instead of ${published}: ${messageOf(error)}`,
        );
        return [];
      }
    }),
  );
  return new Map(found.flat());
}
