/** The age of another region's last request, in intervals, after which a region sends a request out of turn. */
const PATIENCE = 1.5;

export interface Turns {
  readonly region: string;
  /** All regions that take turns, in the same order everywhere. */
  readonly regions: readonly string[];
  readonly intervalMs: number;
}

/**
 * Decides whether a region requests rates from the provider now. Regions take turns, one per interval, and replicate
 * the results. If no region has sent a request for one and a half intervals, a region sends one out of turn, so no
 * region needs another to have live rates: alone, it sends a request at least in every second interval. Two regions
 * never send more requests than one would.
 *
 * @param asked - the times of the last requests that this region knows of
 */
export function isTurn({ region, regions, intervalMs }: Turns, asked: readonly Date[], now: Date): boolean {
  const interval = Math.floor(now.getTime() / intervalMs);
  const last = Math.max(0, ...asked.map((time) => time.getTime()));
  return regions[interval % regions.length] === region || now.getTime() - last > PATIENCE * intervalMs;
}
