import type { LocalEvent } from "./events";

/** The charts' fifteen minutes. */
const SECONDS_KEPT = 900;
/** The maximum latencies per second and region for its percentiles. */
const MOST_LATENCIES = 2000;

/** One region in one second. */
export interface Figures {
  readonly requests: number;
  /** Responses with a status of 500 or higher. */
  readonly errors: number;
  /** Milliseconds; undefined without requests. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  /** Undefined without a health check. */
  readonly healthy: boolean | undefined;
  /** The age of the oldest change that is not yet replicated to the region, in seconds of the regions' time. */
  readonly lagSeconds: number;
}

export interface Second {
  /** Seconds since 1970, of this machine. */
  readonly at: number;
  /** In the order of the regions. */
  readonly figures: readonly Figures[];
}

interface Counted {
  errors: number;
  requests: number;
  readonly milliseconds: number[];
}

/** Figures of the regions for each of the last seconds. Its size does not depend on the number of requests. */
export class History {
  private readonly kept: Second[] = [];
  private counted = new Map<string, Counted>();

  constructor(private readonly regions: readonly string[]) {}

  get seconds(): readonly Second[] {
    return this.kept;
  }

  count(event: LocalEvent): void {
    if (event.type !== "request" || event.region === undefined) {
      return;
    }
    const counted = this.counted.get(event.region) ?? { requests: 0, errors: 0, milliseconds: [] };
    this.counted.set(event.region, counted);
    counted.requests += 1;
    counted.errors += event.status >= 500 ? 1 : 0;
    if (counted.milliseconds.length < MOST_LATENCIES) {
      counted.milliseconds.push(event.milliseconds);
    }
  }

  /** Ends a second. */
  close(at: number, of: (region: string) => Pick<Figures, "healthy" | "lagSeconds">): Second {
    const figures = this.regions.map((region) => {
      const { requests = 0, errors = 0, milliseconds = [] } = this.counted.get(region) ?? {};
      milliseconds.sort((a, b) => a - b);
      const percentile = (share: number) => milliseconds[Math.floor(milliseconds.length * share)];
      return { requests, errors, p50: percentile(0.5), p95: percentile(0.95), ...of(region) };
    });
    this.counted = new Map();
    const second = { at, figures };
    this.kept.push(second);
    if (this.kept.length > SECONDS_KEPT) {
      this.kept.shift();
    }
    return second;
  }
}
