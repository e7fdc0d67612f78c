import type { Ports } from "./ports";

const PAUSE = 5_000;

export interface RetryProps {
  readonly ports: Pick<Ports, "sleep">;
  readonly attempts: number;
  /** Shortens the pauses, but not the attempts. */
  readonly signal: AbortSignal;
}

/** Attempts something until it succeeds. Rejects as the last attempt does. */
export async function retried<T>(
  attempt: () => Promise<T>,
  { ports, attempts, signal }: RetryProps,
): Promise<T> {
  for (let left = attempts - 1; left > 0; left -= 1) {
    try {
      return await attempt();
    } catch {
      await ports.sleep(PAUSE, signal);
    }
  }
  return attempt();
}
