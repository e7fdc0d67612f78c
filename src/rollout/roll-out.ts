import { bake } from "./bake";
import { type RegionState, type Report, type RolloutEvent, reasonOf } from "./event";
import { retried, Stop } from "./poll";
import type { Ports, Target } from "./ports";
import { type Moved, rollBack } from "./roll-back";
import { shiftRequests } from "./shift";
import { afterShift, type Start, startOf } from "./start";
import type { StatedRollout } from "./stated-rollout";
import { statusOf, type Wave } from "./status";
import { watchRegion } from "./watch";

/** A bake that ended longer ago than this is repeated: what happened since may have other causes. */
const LATE = 60 * 60_000;

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
export type RolloutEnd = Omit<Extract<RolloutEvent, { readonly event: "end" }>, "event">;

/** How the rollout of one region ended. */
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
      const changed = new Set(waves.slice(0, index).map((one) => one.region));
      end = await rollOutRegion(props, wave, changed, before);
    } catch (error) {
      end = { state: "failed", why: reasonOf(error) };
    }
    states.set(region, end.state);
    if (end.state !== "done") {
      break;
    }
  }
  const regions = await statusOf(waves, ports, before, (region) => states.get(region) ?? "waiting");
  const result = { state: end.state, why: end.why, regions };
  report({ event: "end", ...result });
  return result;
}

async function rollOutRegion(
  props: RollOutProps,
  { region, targets }: Wave,
  changedRegions: ReadonlySet<string>,
  before: Map<Target, string>,
): Promise<RegionEnd> {
  const { ports, rollout, signal, report, again = false } = props;
  const startedAt = ports.now();
  const note = (all: readonly Start[]) => {
    for (const { target, before: version } of all) {
      before.set(target, version);
    }
  };
  const starts = await Promise.all(targets.map((target) => startOf(ports, target, again)));
  note(starts);
  const prepare = async (all: readonly Start[]) => {
    const began = Math.min(...all.map(({ beganAt }) => beganAt ?? startedAt), startedAt);
    const watch = await watchRegion({ ports, rollout, region, began, changed: changedRegions });
    return { starts: all, began, watch };
  };
  const continued = await prepare(starts);
  // A completed shift is not part of a later change, and is not rolled back with it.
  const anew = starts.some(({ shiftedTo }) => shiftedTo !== undefined)
    ? await prepare(starts.map(afterShift))
    : continued;
  const alarms = await ports.inAlarm(region, rollout.regions.get(region)?.alarms ?? []);

  const hasChanged = await ports.change(region);
  if (signal.aborted) {
    return { state: "interrupted" };
  }
  const isAnew = hasChanged || starts.some(({ isPending }) => isPending);
  const { starts: moved, began, watch } = isAnew ? anew : continued;
  note(moved);
  const madeAt = latest(moved.map((start) => start.changedAt));
  const changedAt = hasChanged || madeAt === undefined ? ports.now() : madeAt;
  try {
    const step = { ports, region, signal, report };
    const { hasShifted, withheld } = await shiftRequests({
      ...{ ...step, rollout, targets, again },
      ignored: alarms.filter(({ since }) => since < began).map(({ name }) => name),
      // CodeDeploy watches the alarms as well, so a failed observation stops nothing.
      watch: () => watch(changedAt).catch(() => []),
    });
    const isHeld = withheld.length > 0;
    const held: RegionEnd = { state: "held", why: withheld.join("; ") };
    if (isHeld && !hasChanged && !hasShifted && madeAt === undefined) {
      return held;
    }
    const silent = await retried(props, () => ports.silent(region));
    const silentBefore = ports.silentBefore?.(region) ?? [];
    const noAnswer = `no answer from ${silent.join(" and ")}`;
    if (silent.some((endpoint) => !silentBefore.includes(endpoint))) {
      throw new Stop("worse", [noAnswer]);
    }
    const bakeMs = rollout.bakeMinutes * 60_000;
    const isLate = ports.now() > changedAt + bakeMs + LATE;
    // Requests before the last step went to the version before, too.
    const bakesFrom = hasShifted || isLate ? ports.now() : changedAt;
    const findings = await bake({ ...step, until: bakesFrom + bakeMs, watch: () => watch(bakesFrom) });
    if (silent.length > 0) {
      const why = `${region}: ${noAnswer}, which did not answer before this run either`;
      return { state: "held", why };
    }
    report({ event: "passed", region, findings });
    // A copy that is kept for a rollback costs nothing, so a failure to remove it stops no rollout.
    await Promise.allSettled(targets.map((target) => ports.forget(target)));
    return isHeld ? held : { state: "done" };
  } catch (error) {
    if (!(error instanceof Stop)) {
      throw error;
    }
    const { state, reasons, message } = error;
    switch (state) {
      case "worse":
        return backOut(props, { region, startedAt, changedAt, moved }, reasons);
      case "held":
        return { state, why: message };
      case "interrupted":
        return { state };
    }
  }
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** A region whose change was made. */
interface Changed {
  readonly region: string;
  /** When this run began with it. */
  readonly startedAt: number;
  /** When the change was made. */
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
