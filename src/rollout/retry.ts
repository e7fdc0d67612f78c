import type { Ports } from "./ports";

const PAUSE = 5_000;

export interface RetryProps {
  readonly ports: Pick<Ports, "sleep">;
  readonly attempts: number;
  /** Once aborted, there are no more pauses, but still all attempts. */
  readonly signal: AbortSignal;
}

/** Retries until an attempt succeeds. Rejects with the error of the last attempt. */
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
