import { type Report, reasonOf } from "./event";
import type { Finding } from "./measure";
import type { Ports } from "./ports";

/** Failures in a row after which something counts as unreachable. */
export const BLIND = 5;

/** What every step of a region's rollout needs. */
export interface StepProps {
  readonly ports: Ports;
  readonly region: string;
  /** Aborted to stop between two steps. */
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** A step that stopped a rollout: "bad" if the region has become worse. */
export type Stopped =
  | { readonly end: "interrupted" }
  | { readonly end: "bad"; readonly evidence: readonly string[] };

/**
 * Looks again and again, until a look has a result. It reports each look that fails.
 *
 * @param pause - milliseconds until the next look
 * @throws the error of the last look if several in a row failed
 */
export async function poll<T>(
  { ports, region, signal, report }: StepProps,
  pause: () => number,
  look: () => Promise<T | undefined>,
): Promise<T | Stopped> {
  for (let failures = 0; ; ) {
    try {
      const result = await look();
      if (result !== undefined) {
        return result;
      }
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === BLIND) {
        throw error;
      }
      report({ event: "unwatched", region, why: reasonOf(error) });
    }
    if (signal.aborted) {
      return { end: "interrupted" };
    }
    await ports.sleep(pause(), signal);
  }
}

/** Returns the evidence that the region has become worse; undefined if it has not. */
export function worse(findings: readonly Finding[]): Stopped | undefined {
  const evidence = findings.filter(({ verdict }) => verdict === "worse").map((one) => one.evidence);
  return evidence.length === 0 ? undefined : { end: "bad", evidence };
}
