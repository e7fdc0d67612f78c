/** How old another region's last request may be, in intervals, before a region asks out of turn. */
const PATIENCE = 1.5;

export interface Turns {
  readonly region: string;
  /** All regions that ask, in the same order everywhere. */
  readonly regions: readonly string[];
  readonly intervalMs: number;
}

/**
 * Decides whether a region asks the provider now. Regions take turns, one per interval, and replicate what they got. A
 * region asks out of turn where no region has asked for one interval and a half, so none needs another to have live
 * rates: alone, it asks in every second interval at least. Two regions never send more requests than one would.
 *
 * @param asked - the times of the last requests that this region knows of
 */
export function isTurn({ region, regions, intervalMs }: Turns, asked: readonly Date[], now: Date): boolean {
  const interval = Math.floor(now.getTime() / intervalMs);
  const last = Math.max(0, ...asked.map((time) => time.getTime()));
  return regions[interval % regions.length] === region || now.getTime() - last > PATIENCE * intervalMs;
}
