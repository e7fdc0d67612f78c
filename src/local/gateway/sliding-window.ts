import { remembered } from "../../terraform";

/** The parts of a window in which requests are counted together. */
const PARTS = 30;

/** The requests of each address within a sliding window. It forgets addresses that send none. */
export class SlidingWindow {
  private readonly counts = new Map<string, Map<number, number>>();
  private part = 0;

  constructor(private readonly seconds: number) {}

  /** The number of addresses with a request within the window. */
  get addresses(): number {
    return this.counts.size;
  }

  /**
   * Counts a request.
   *
   * @param at - milliseconds since 1970, of the regions' time
   * @returns the requests of its address within the window
   */
  count(address: string, at: number): number {
    const part = Math.floor(at / ((this.seconds * 1000) / PARTS));
    if (part !== this.part) {
      this.part = part;
      this.forgetBefore(part - PARTS + 1);
    }
    const counts = remembered(this.counts, address, () => new Map<number, number>());
    counts.set(part, (counts.get(part) ?? 0) + 1);
    return [...counts.values()].reduce((sum, count) => sum + count, 0);
  }

  private forgetBefore(first: number): void {
    for (const [address, counts] of this.counts) {
      for (const part of [...counts.keys()].filter((one) => one < first)) {
        counts.delete(part);
      }
      if (counts.size === 0) {
        this.counts.delete(address);
      }
    }
  }
}
