import { type Report, reasonOf } from "./event";
import type { Finding } from "./measure";
import type { Ports } from "./ports";

/** Failures in a row after which something counts as unreachable. */
const BLIND = 5;

const RETRY_PAUSE = 5_000;

/** What every step of a region's rollout needs. */
export interface StepProps {
  readonly ports: Ports;
  readonly region: string;
  /** Aborted to stop between two steps. */
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** Ends a region's rollout at a step: "worse" if the region is to be rolled back. */
export class Stop extends Error {
  /** @param reasons - the evidence that the region is worse, or why it is held */
  constructor(
    readonly state: "interrupted" | "held" | "worse",
    readonly reasons: readonly string[] = [],
  ) {
    super(reasons.join("; "));
  }
}

/**
 * Looks again and again, until a look has a result. It reports each look that fails.
 *
 * @param pause - milliseconds until the next look
 * @throws the error of the last look if several in a row failed, and a Stop
 */
export async function poll<T>(
  { ports, region, signal, report }: StepProps,
  pause: () => number,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      const result = await look();
      if (result !== undefined) {
        return result;
      }
      failures = 0;
    } catch (error) {
      failures += 1;
      if (error instanceof Stop || failures === BLIND) {
        throw error;
      }
      report({ event: "unwatched", region, why: reasonOf(error) });
    }
    if (signal.aborted) {
      throw new Stop("interrupted");
    }
    await ports.sleep(pause(), signal);
  }
}

/** @throws Stop if the region has become worse */
export function stopIfWorse(findings: readonly Finding[]): void {
  const evidence = findings.filter(({ verdict }) => verdict === "worse").map((one) => one.evidence);
  if (evidence.length > 0) {
    throw new Stop("worse", evidence);
  }
}

/**
 * Retries until an attempt succeeds. Once the signal is aborted, there are no more pauses, but still all attempts.
 *
 * @throws the error of the last attempt
 */
export async function retried<T>(
  { ports, signal }: Pick<StepProps, "ports" | "signal">,
  attempt: () => Promise<T>,
  attempts = BLIND,
): Promise<T> {
  for (let left = attempts - 1; left > 0; left -= 1) {
    try {
      return await attempt();
    } catch {
      await ports.sleep(RETRY_PAUSE, signal);
    }
  }
  return attempt();
}
