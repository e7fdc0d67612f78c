import { nameOf } from "./event";
import type { Finding } from "./measure";
import { poll, retried, type StepProps, Stop, stopIfWorse } from "./poll";
import type { FunctionTarget, Ports, Shift, Target } from "./ports";
import type { StatedRollout } from "./stated-rollout";

const PAUSE = 15_000;
/** Beyond the time that the shift itself takes. */
const PATIENCE_MINUTES = 15;
/** A shift to an older version that still runs, one to the newest, and those of versions published meanwhile. */
const MOST_SHIFTS = 4;

export interface ShiftProps extends StepProps {
  readonly rollout: StatedRollout;
  readonly targets: readonly Target[];
  /** Alarms that must not stop a shift. */
  readonly ignored: readonly string[];
  /** Judges the region while requests shift. */
  readonly watch: () => Promise<readonly Finding[]>;
  /** Shifts versions that were rolled back, too. */
  readonly again: boolean;
}

export interface Shifted {
  /** Whether requests shifted. */
  readonly hasShifted: boolean;
  /** One sentence for each newest version that gets no requests, because it was rolled back. */
  readonly withheld: readonly string[];
}

/**
 * Moves a region's requests to the newest version of each function. It first waits for a shift that is already running,
 * even one to an older version. A version that was rolled back stays without requests.
 *
 * @throws Stop if a shift fails, or the region has become worse
 */
export async function shiftRequests(props: ShiftProps): Promise<Shifted> {
  const { region, targets, signal, report } = props;
  for (let shifts = 0; shifts < MOST_SHIFTS; shifts += 1) {
    if (shifts > 0 && signal.aborted) {
      throw new Stop("interrupted");
    }
    const steps = await Promise.all(
      targets.filter(isShifted).map((target) => retried(props, () => beginShift(props, target))),
    );
    const running = steps.filter((step) => step.next === "wait");
    if (running.length > 0) {
      await awaitShifts(props, running);
      continue;
    }
    const withheld = steps.filter((step) => step.next === "withhold");
    for (const { name: target, version, rolledBackAt } of withheld) {
      report({ event: "not shifted", region, target, version, rolledBackAt });
    }
    const sentences = withheld.map(
      ({ name, version, rolledBackAt }) =>
        `version ${version} of ${name} was rolled back at ${rolledBackAt} and gets no requests`,
    );
    return { hasShifted: shifts > 0, withheld: sentences };
  }
  throw new Error(
    `${region}: stopped after ${MOST_SHIFTS} shifts in a row; is someone else publishing versions?`,
  );
}

/** Whether something other than Terraform moves the target's requests. */
export function isShifted(target: Target): target is FunctionTarget {
  return target.kind === "function" && target.of.application != null;
}

/** The next step for a function. */
type NextShift = { readonly target: FunctionTarget; readonly name: string } & (
  | { readonly next: "wait"; readonly id: string }
  | { readonly next: "start"; readonly from: string; readonly to: string }
  | { readonly next: "withhold"; readonly version: string; readonly rolledBackAt: string }
  | { readonly next: "none" }
);

type Running = Extract<NextShift, { readonly next: "wait" }>;

/** Starts the shift of a function whose newest version gets no requests yet. */
async function beginShift({ ports, ignored, again }: ShiftProps, target: FunctionTarget): Promise<NextShift> {
  const step = await nextShift(ports, target, again);
  return step.next === "start"
    ? { ...step, next: "wait", id: await ports.startShift(target, step.from, step.to, ignored) }
    : step;
}

export async function nextShift(ports: Ports, target: FunctionTarget, again: boolean): Promise<NextShift> {
  const [{ version: from }, to, last] = await Promise.all([
    ports.serving(target),
    ports.newest(target),
    ports.lastShift(target),
  ]);
  const of = { target, name: nameOf(target) };
  if (last?.state === "running") {
    return { ...of, next: "wait", id: last.id };
  }
  if (to === from) {
    return { ...of, next: "none" };
  }
  const rolledBack = again ? undefined : await ports.rolledBack(target);
  return rolledBack?.from === to
    ? { ...of, next: "withhold", version: to, rolledBackAt: rolledBack.at }
    : { ...of, next: "start", from, to };
}

/** Waits for shifts, and watches the region meanwhile. It does not stop them. */
async function awaitShifts(props: ShiftProps, running: readonly Running[]): Promise<void> {
  const { ports, rollout, region, watch, report } = props;
  const limit = rollout.shiftMinutes + PATIENCE_MINUTES;
  const deadline = ports.now() + limit * 60_000;
  const look = async () => {
    const shifts = await Promise.all(
      running.map(async (one) => ({ name: one.name, ...(await shiftOf(ports, one)) })),
    );
    for (const { name: target, from, to, percent } of shifts) {
      report({ event: "shift", region, target, from, to, percent });
    }
    const failed = shifts.filter(({ state }) => state === "failed");
    if (failed.length > 0) {
      const why = failed.map(
        (one) => `the shift of ${one.name} to version ${one.to} failed: ${one.why ?? "no reason given"}`,
      );
      throw new Stop("worse", why);
    }
    if (shifts.every(({ state }) => state === "succeeded")) {
      return true;
    }
    stopIfWorse(await watch());
    if (ports.now() >= deadline) {
      throw new Stop("worse", [`the shift did not end within ${limit} minutes`]);
    }
    return undefined;
  };
  await poll(props, () => PAUSE, look);
}

/** A shift that was just started may not be listed yet. */
async function shiftOf(ports: Ports, { target, name, id }: Running): Promise<Shift> {
  const shift = await ports.lastShift(target);
  if (shift?.id !== id) {
    throw new Error(`the shift ${id} of ${name} is not listed`);
  }
  return shift;
}
