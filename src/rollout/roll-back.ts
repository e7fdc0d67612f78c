import { nameOf, reasonOf } from "./event";
import { retried } from "./poll";
import type { Ports, Target } from "./ports";
import { isShifted } from "./shift";

const ATTEMPTS = 12;
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
  const failures: string[] = [];
  const moved = await Promise.all(
    targets.map((one) =>
      restore(ports, one, since).catch((error: unknown) => {
        failures.push(`${nameOf(one.target)}: ${reasonOf(error)}`);
        return true;
      }),
    ),
  );
  if (failures.length > 0) {
    return { end: "failed", why: failures.join("; ") };
  }
  if (!moved.includes(true)) {
    return { end: "none" };
  }
  const silentBefore = ports.silentBefore?.(region) ?? [];
  const stillSilent = await persistently(ports, () => ports.silent(region)).catch((error: unknown) => [
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
  const from = await persistently(ports, () => movedTo(ports, target, before, since));
  if (from === undefined) {
    return false;
  }
  const record = { from, to: before, at: new Date(ports.now()).toISOString() };
  await persistently(ports, async () => {
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
  });
  return true;
}

/** Retries often. A rollback is not interrupted. */
function persistently<T>(ports: Ports, attempt: () => Promise<T>): Promise<T> {
  return retried({ ports, signal: NEVER }, attempt, ATTEMPTS);
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
