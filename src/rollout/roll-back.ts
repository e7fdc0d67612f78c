import { nameOf, reasonOf } from "./event";
import type { Ports, Target } from "./ports";
import { retried } from "./retry";
import { isShifted } from "./shift";

const ATTEMPTS = 12;
/** A rollback is not interrupted. */
const NEVER = new AbortController().signal;

/** A target and the version that served it before the change. */
export interface Moved {
  readonly target: Target;
  readonly before: string;
}

/** How a rollback ended: "none" if nothing had moved. */
export type RollbackEnd =
  | { readonly end: "done" | "none" }
  | { readonly end: "failed"; readonly why: string };

/**
 * Returns a region's targets to the versions before the change, and verifies that each gets all requests and that the
 * region's endpoints answer. It reaches no other region.
 *
 * @param since - when this run began. Requests that a shift moved back before that are left alone.
 */
export async function rollBack(
  ports: Ports,
  region: string,
  targets: readonly Moved[],
  since: number,
): Promise<RollbackEnd> {
  const settled = await Promise.allSettled(targets.map((moved) => restore(ports, moved, since)));
  const failures = settled.flatMap((one, index) => {
    const target = targets[index]?.target;
    return one.status === "fulfilled" || target === undefined
      ? []
      : [`${nameOf(target)}: ${reasonOf(one.reason)}`];
  });
  if (failures.length > 0) {
    return { end: "failed", why: failures.join("; ") };
  }
  if (!settled.some((one) => one.status === "fulfilled" && one.value)) {
    return { end: "none" };
  }
  const silentBefore = ports.silentBefore?.(region) ?? [];
  const stillSilent = await retried(() => ports.silent(region), persistent(ports)).catch((error: unknown) => [
    reasonOf(error),
  ]);
  const silent = stillSilent.filter((endpoint) => !silentBefore.includes(endpoint));
  return silent.length === 0
    ? { end: "done" }
    : {
        end: "failed",
        why: `the versions before the change serve again, but there is no answer from ${silent.join(" and ")}`,
      };
}

/** @returns whether the target had moved */
async function restore(ports: Ports, { target, before }: Moved, since: number): Promise<boolean> {
  const from = await retried(() => movedTo(ports, target, before, since), persistent(ports));
  if (from === undefined) {
    return false;
  }
  const record = { from, to: before, at: new Date(ports.now()).toISOString() };
  await retried(async () => {
    if (isShifted(target)) {
      const shift = await ports.lastShift(target);
      if (shift?.state === "running") {
        await ports.stopShift(target, shift.id);
      }
    }
    await ports.restore(target, before, record);
    const { version, shifting } = await ports.serving(target);
    if (version !== before || shifting !== undefined) {
      throw new Error(
        `version ${version}${shifting === undefined ? "" : ` and ${shifting.percent}% of version ${shifting.to}`} instead of version ${before}`,
      );
    }
  }, persistent(ports));
  return true;
}

function persistent(ports: Ports) {
  return { ports, attempts: ATTEMPTS, signal: NEVER };
}

/** Returns the version that a target has moved to, or from which CodeDeploy has moved it back. */
async function movedTo(
  ports: Ports,
  target: Target,
  before: string,
  since: number,
): Promise<string | undefined> {
  const { version, shifting } = await ports.serving(target);
  if (shifting !== undefined || version !== before) {
    return shifting?.to ?? version;
  }
  const shift = isShifted(target) ? await ports.lastShift(target) : undefined;
  return shift !== undefined && (shift.endedAt === undefined || shift.endedAt >= since)
    ? shift.to
    : undefined;
}
