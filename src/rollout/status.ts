import { nameOf, type RegionState, type RegionStatus } from "./event";
import type { Ports, Target } from "./ports";

/** One region's part of a rollout. */
export interface Wave {
  readonly region: string;
  readonly targets: readonly Target[];
}

/** Versions by target; undefined for one that could not be read. */
export type VersionsByTarget = ReadonlyMap<Target, string | undefined>;

/** Returns the version that serves each target now, with its share if it is not all. */
export async function servedIn(
  waves: readonly Wave[],
  ports: Pick<Ports, "serving">,
): Promise<VersionsByTarget> {
  const all = waves.flatMap(({ targets }) => targets);
  return new Map(
    await Promise.all(
      all.map(async (target) => [target, await servedBy(target, ports).catch(() => undefined)] as const),
    ),
  );
}

async function servedBy(target: Target, ports: Pick<Ports, "serving">): Promise<string> {
  const { version, shifting } = await ports.serving(target);
  return shifting === undefined ? version : `${version}, ${shifting.percent}% ${shifting.to}`;
}

/** Returns what was deployed in each region before, and what is now. */
export async function statusOf(
  waves: readonly Wave[],
  ports: Pick<Ports, "serving">,
  before: VersionsByTarget,
  stateOf: (region: string) => RegionState,
): Promise<readonly RegionStatus[]> {
  const now = await servedIn(waves, ports);
  return waves.map(({ region, targets }) => ({
    region,
    state: stateOf(region),
    versions: targets.map((target) => ({
      target: nameOf(target),
      before: before.get(target),
      now: now.get(target),
    })),
  }));
}
