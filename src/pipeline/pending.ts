import type { FunctionTarget, Ports, StatedRollout } from "../rollout";

/** Returns a rollout without one region, which is down: nothing there is called. */
export function withoutRegion(rollout: StatedRollout, region: string): StatedRollout {
  const left = [...rollout.regions].filter(([name]) => name !== region);
  return {
    ...rollout,
    firstRegion: rollout.firstRegion === region ? undefined : rollout.firstRegion,
    regions: new Map(
      left.map(([name, of]) => [
        name,
        { ...of, canaries: of.canaries.filter((canary) => canary.region !== region) },
      ]),
    ),
  };
}

/**
 * Returns the regions in which a function's newest version gets no requests, or not all of them, or only since a shift
 * that may not have been watched to its end. Only CodeDeploy leaves such functions. A region that does not answer counts,
 * so that its wave states why.
 */
export async function pendingRegions(
  rollout: StatedRollout,
  ports: Pick<Ports, "serving" | "newest" | "before">,
): Promise<readonly string[]> {
  const pending = await Promise.all(
    [...rollout.regions].map(async ([region, { functions }]) => {
      const targets = functions
        .filter(({ application }) => application != null)
        .map((of): FunctionTarget => ({ kind: "function", region, of }));
      const states = await Promise.all(targets.map((target) => isPending(target, ports).catch(() => true)));
      return states.includes(true) ? [region] : [];
    }),
  );
  return pending.flat();
}

async function isPending(
  target: FunctionTarget,
  ports: Pick<Ports, "serving" | "newest" | "before">,
): Promise<boolean> {
  const [{ version, shifting }, newest, { changedAt }] = await Promise.all([
    ports.serving(target),
    ports.newest(target),
    ports.before(target),
  ]);
  return shifting !== undefined || newest !== version || changedAt !== undefined;
}
