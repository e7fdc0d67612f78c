import { bake } from "./bake";
import { nameOf, type RegionState, type RegionStatus, type Report, reasonOf } from "./event";
import type { Ports, Serving, Target } from "./ports";
import { type Moved, rollBack } from "./roll-back";
import { awaitShifts, startShifts } from "./shift";
import type { StatedRollout } from "./stated-rollout";
import { watchRegion } from "./watch";

/** One region's part of a rollout. */
export interface Wave {
  readonly region: string;
  readonly targets: readonly Target[];
}

export interface RollOutProps {
  readonly ports: Ports;
  readonly rollout: StatedRollout;
  /** In their order. */
  readonly waves: readonly Wave[];
  /** Aborted to stop between two steps. */
  readonly signal: AbortSignal;
  readonly report: Report;
  /** Shifts versions that were rolled back, too. @default false */
  readonly again?: boolean;
}

/** How a rollout ended: "done", or the state of the region at which it stopped. */
export interface RolloutEnd {
  readonly state: RegionState;
  readonly why: string | undefined;
  readonly regions: readonly RegionStatus[];
}

/** What became of one region. */
interface RegionEnd {
  readonly state: RegionState;
  readonly why?: string;
}

/**
 * Changes region after region. Each is watched for the time of its bake, and returns to the versions before its change
 * if it has become worse. Then the regions after it are left alone; those before it have passed.
 *
 * A run that was interrupted continues: a region whose change was made is only watched for the rest of its time.
 */
export async function rollOut(props: RollOutProps): Promise<RolloutEnd> {
  const { ports, waves, signal, report } = props;
  const states = new Map<string, RegionState>(waves.map(({ region }) => [region, "waiting"]));
  const before = new Map<Target, string>();
  let end: RegionEnd = { state: "done" };
  for (const [index, wave] of waves.entries()) {
    const { region } = wave;
    if (signal.aborted) {
      end = { state: "interrupted" };
      break;
    }
    report({ event: "wave", region, wave: index + 1, waves: waves.length });
    try {
      end = await rollOutRegion(props, wave, before);
    } catch (error) {
      end = { state: "failed", why: reasonOf(error) };
    }
    states.set(region, end.state);
    if (end.state !== "done") {
      break;
    }
  }
  const regions = await Promise.all(
    waves.map(async ({ region, targets }): Promise<RegionStatus> => {
      const versions = targets.map(async (target) => ({
        target: nameOf(target),
        before: before.get(target),
        now: await ports.serving(target).then(text, () => undefined),
      }));
      return { region, state: states.get(region) ?? "waiting", versions: await Promise.all(versions) };
    }),
  );
  const result = { state: end.state, why: end.why, regions };
  report({ event: "end", ...result });
  return result;
}

function text({ version, shifting }: Serving): string {
  return shifting === undefined ? version : `${version}, ${shifting.percent}% ${shifting.to}`;
}

async function rollOutRegion(
  props: RollOutProps,
  { region, targets }: Wave,
  before: Map<Target, string>,
): Promise<RegionEnd> {
  const { ports, rollout, signal, report, again = false } = props;
  const alarms = rollout.regions.get(region)?.alarms ?? [];
  const states = await Promise.all(
    targets.map(async (target) => ({ target, ...(await ports.before(target)) })),
  );
  for (const { target, version } of states) {
    before.set(target, version);
  }
  const madeAt = latest(states.map(({ changedAt }) => changedAt));
  const alarmsBefore = madeAt === undefined ? await ports.inAlarm(region, alarms) : [];
  const startedAt = madeAt ?? ports.now();
  const watch = await watchRegion({ ports, rollout, region, changedAt: startedAt, alarmsBefore });

  await ports.change(region);
  if (signal.aborted) {
    return { state: "interrupted" };
  }
  const changedAt = madeAt ?? ports.now();
  const changed: Changed = {
    region,
    startedAt,
    changedAt,
    moved: states.map(({ target, version }) => ({ target, before: version })),
  };
  const shiftProps = { ports, rollout, signal, report, again };
  const running = await startShifts(shiftProps, targets, alarmsBefore);
  const shifted = await awaitShifts(shiftProps, running, async () => {
    // CodeDeploy watches the alarms as well, so a look that fails stops nothing.
    return watch(changedAt, false).catch(() => []);
  });
  if (shifted.end === "interrupted") {
    return { state: "interrupted" };
  }
  if (shifted.end === "bad") {
    return backOut(props, changed, shifted.evidence);
  }
  const silent = await ports.silent(region);
  if (silent.length > 0) {
    return backOut(props, changed, [`no answer from ${silent.join(" and ")}`]);
  }
  const bakesFrom = running.length > 0 ? ports.now() : changedAt;
  const baked = await bake({
    ports,
    region,
    until: bakesFrom + rollout.bakeMinutes * 60_000,
    watch: (isOver) => watch(changedAt, isOver),
    signal,
    report,
  });
  switch (baked.end) {
    case "interrupted":
      return { state: "interrupted" };
    case "held":
      return { state: "held", why: baked.why };
    case "bad":
      return backOut(props, changed, baked.evidence);
    case "passed":
      report({ event: "passed", region, findings: baked.findings });
      // What is kept for a rollback costs nothing, so a failure to remove it stops no rollout.
      await Promise.allSettled(targets.map((target) => ports.forget(target)));
      return { state: "done" };
  }
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** A region whose change was made. */
interface Changed {
  readonly region: string;
  /** When the change began, and when it was made. */
  readonly startedAt: number;
  readonly changedAt: number;
  readonly moved: readonly Moved[];
}

async function backOut(
  { ports, rollout, report }: RollOutProps,
  { region, startedAt, changedAt, moved }: Changed,
  evidence: readonly string[],
): Promise<RegionEnd> {
  report({ event: "rolling back", region, evidence });
  const from = ports.now();
  const back = await rollBack(ports, region, moved, startedAt);
  const to = ports.now();
  const found = await ports
    .failedRequests(region, rollout.regions.get(region)?.functions ?? [], { start: changedAt, end: to })
    .catch(() => ({ requests: [], link: undefined }));
  const why = `${region}: ${evidence.join("; ")}`;
  switch (back.end) {
    case "done":
      report({ event: "rolled back", region, seconds: Math.round((to - from) / 1000), ...found });
      return { state: "rolled back", why };
    case "none":
      return {
        state: "held",
        why: `${why}. No function and no deployment had changed, so nothing was rolled back`,
      };
    case "failed":
      report({ event: "rollback failed", region, why: back.why, ...found });
      return { state: "rollback failed", why: `${why}. The rollback failed: ${back.why}` };
  }
}
