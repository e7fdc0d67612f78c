import type { Ports, Target } from "./ports";
import type { Moved } from "./roll-back";
import { isShifted, nextShift } from "./shift";

/** A target before its change, and the part of the change that earlier runs made. */
export interface Start extends Moved {
  /** When earlier runs began the change; undefined if they did not. */
  readonly beganAt: number | undefined;
  /** When earlier runs completed it. */
  readonly changedAt: number | undefined;
  /** The version to which they shifted all requests. */
  readonly shiftedTo: string | undefined;
  /** Whether its newest version waits for a shift. */
  readonly isPending: boolean;
}

/** Returns the start of a target now. @param again - whether a version that was rolled back shifts, too */
export async function startOf(ports: Ports, target: Target, again: boolean): Promise<Start> {
  const { version, changedAt } = await ports.before(target);
  const start = { target, before: version, changedAt };
  if (!isShifted(target)) {
    return { ...start, beganAt: changedAt, shiftedTo: undefined, isPending: false };
  }
  const { next } = await nextShift(ports, target, again);
  const shift = next === "wait" || changedAt !== undefined ? await ports.lastShift(target) : undefined;
  return {
    ...start,
    beganAt: shift?.startedAt ?? changedAt,
    shiftedTo: changedAt === undefined ? undefined : shift?.to,
    isPending: next === "start",
  };
}

/** Returns a start without the shift that earlier runs completed. A later change is not rolled back beyond it. */
export function afterShift(start: Start): Start {
  const { shiftedTo } = start;
  return shiftedTo === undefined
    ? start
    : { ...start, before: shiftedTo, beganAt: undefined, changedAt: undefined, shiftedTo: undefined };
}
