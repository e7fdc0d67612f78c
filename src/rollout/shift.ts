import { nameOf, type Report } from "./event";
import type { Finding } from "./measure";
import type { Ports, Shift, Target } from "./ports";
import type { StatedRollout } from "./stated-rollout";

const POLL = 15_000;
/** Beyond the time that the shift itself takes. */
const PATIENCE_MINUTES = 15;

export interface ShiftProps {
  readonly ports: Ports;
  readonly rollout: StatedRollout;
  readonly signal: AbortSignal;
  readonly report: Report;
  /** Shifts versions that were rolled back, too. */
  readonly again: boolean;
}

/** A shift that runs. */
export interface Running {
  readonly target: Target;
  readonly id: string;
}

/**
 * Starts the shifts of a region's functions whose newest version gets no requests yet, and finds those that run
 * already. A version that was rolled back stays without requests.
 *
 * @param ignored - alarms that must not stop a shift
 */
export async function startShifts(
  { ports, report, again }: ShiftProps,
  targets: readonly Target[],
  ignored: readonly string[],
): Promise<readonly Running[]> {
  const started = await Promise.all(
    targets.filter(isShifted).map(async (target): Promise<readonly Running[]> => {
      const [serving, newest, last] = await Promise.all([
        ports.serving(target),
        ports.newest(target),
        ports.lastShift(target),
      ]);
      if (last?.state === "running") {
        return [{ target, id: last.id }];
      }
      if (newest === serving.version) {
        return [];
      }
      const rolledBack = again ? undefined : await ports.rolledBack(target);
      if (rolledBack?.from === newest) {
        const { region } = target;
        report({
          event: "not shifted",
          region,
          target: nameOf(target),
          version: newest,
          rolledBackAt: rolledBack.at,
        });
        return [];
      }
      return [{ target, id: await ports.startShift(target, serving.version, newest, ignored) }];
    }),
  );
  return started.flat();
}

/** Whether something else than Terraform moves the target's requests. */
export function isShifted(target: Target): boolean {
  return target.kind === "function" && target.of.application != null;
}

export type ShiftEnd =
  | { readonly end: "done" }
  | { readonly end: "interrupted" }
  | { readonly end: "bad"; readonly evidence: readonly string[] };

/** Waits for shifts, and watches the region meanwhile. It stops no shift. */
export async function awaitShifts(
  { ports, rollout, signal, report }: ShiftProps,
  running: readonly Running[],
  watch: () => Promise<readonly Finding[]>,
): Promise<ShiftEnd> {
  const limit = rollout.shiftMinutes + PATIENCE_MINUTES;
  const deadline = ports.now() + limit * 60_000;
  while (true) {
    const shifts = await Promise.all(
      running.map(async (one) => ({ ...one, shift: await shiftOf(ports, one) })),
    );
    for (const { target, shift } of shifts) {
      const { from, to, percent } = shift;
      report({ event: "shift", region: target.region, target: nameOf(target), from, to, percent });
    }
    const failed = shifts.filter(({ shift }) => shift.state === "failed");
    if (failed.length > 0) {
      return {
        end: "bad",
        evidence: failed.map(
          ({ target, shift }) =>
            `the shift of ${nameOf(target)} to version ${shift.to} failed: ${shift.why ?? "no reason given"}`,
        ),
      };
    }
    if (shifts.every(({ shift }) => shift.state === "succeeded")) {
      return { end: "done" };
    }
    const worse = (await watch()).filter(({ verdict }) => verdict === "worse");
    if (worse.length > 0) {
      return { end: "bad", evidence: worse.map(({ evidence }) => evidence) };
    }
    if (ports.now() >= deadline) {
      return { end: "bad", evidence: [`the shift did not end within ${limit} minutes`] };
    }
    if (signal.aborted) {
      return { end: "interrupted" };
    }
    await ports.sleep(POLL, signal);
  }
}

async function shiftOf(ports: Ports, { target, id }: Running): Promise<Shift> {
  const shift = await ports.lastShift(target);
  if (shift?.id !== id) {
    throw new Error(`${nameOf(target)}: another shift than ${id} was started`);
  }
  return shift;
}
