import type { Buckets } from "./buckets";
import type { Functions } from "./functions/functions";
import type { RegionalGateway } from "./gateway/regional-gateway";
import type { GlobalTables } from "./tables/global-tables";

/** The parts of a region that can fail separately. */
export const PARTS = ["gateway", "function", "table", "bucket"] as const;

export type Part = (typeof PARTS)[number];

export function isPart(text: string): text is Part {
  return PARTS.some((part) => part === text);
}

/** The faults of a region. */
export interface RegionFaults {
  readonly failed: readonly Part[];
  readonly slowedByMs: number;
  /** The percentage of requests that fail while the health check succeeds. */
  readonly grayPercent: number;
}

/** Returns the faults of a region, one phrase each, such as `table failed`. */
export function faultsOf({ failed, slowedByMs, grayPercent }: RegionFaults): string[] {
  return [
    ...(failed.length === PARTS.length ? ["everything failed"] : failed.map((part) => `${part} failed`)),
    ...(grayPercent > 0 ? [`${grayPercent}% of requests fail`] : []),
    ...(slowedByMs > 0 ? [`${slowedByMs} ms slower`] : []),
  ];
}

/** The injected faults of all regions. */
export class Faults {
  private readonly gray = new Map<string, { readonly percent: number; due: number }>();

  constructor(
    private readonly gateways: ReadonlyMap<string, RegionalGateway>,
    private readonly functions: Functions,
    private readonly tables: GlobalTables,
    private readonly buckets: Buckets,
    /** Paths that health checks request. */
    private readonly healthCheckPaths: ReadonlySet<string>,
  ) {}

  of(region: string): RegionFaults {
    const gateway = this.gateways.get(region);
    const failed = {
      gateway: gateway?.isFailed === true,
      function: this.functions.isFailed(region),
      table: this.tables.in(region).isFailed,
      bucket: this.buckets.isFailed(region),
    };
    return {
      failed: PARTS.filter((part) => failed[part]),
      slowedByMs: gateway?.slowedByMs ?? 0,
      grayPercent: this.gray.get(region)?.percent ?? 0,
    };
  }

  fail(region: string, parts: readonly Part[]): void {
    const fail = {
      gateway: () => this.gateways.get(region)?.fail(),
      function: () => this.functions.fail(region),
      table: () => this.tables.fail(region),
      bucket: () => this.buckets.fail(region),
    };
    for (const part of parts) {
      fail[part]();
    }
  }

  /** Makes a percentage of requests fail, but no health checks. */
  failInPart(region: string, percent: number): void {
    this.gray.set(region, { percent, due: 0 });
  }

  /** Returns whether a request to a region fails. Failures are spread evenly. */
  fails(region: string, path: string): boolean {
    const gray = this.gray.get(region);
    if (gray === undefined || this.healthCheckPaths.has(path)) {
      return false;
    }
    gray.due += gray.percent;
    const isDue = gray.due >= 100;
    gray.due -= isDue ? 100 : 0;
    return isDue;
  }

  slow(region: string, milliseconds: number): void {
    const gateway = this.gateways.get(region);
    if (gateway !== undefined) {
      gateway.slowedByMs = milliseconds;
    }
  }

  /** Removes the faults of a region. */
  heal(region: string): void {
    this.gateways.get(region)?.heal();
    this.functions.heal(region);
    this.tables.heal(region);
    this.buckets.heal(region);
    this.gray.delete(region);
  }

  /** Pairs of regions whose replication is cut. */
  cuts(): [string, string][] {
    const regions = [...this.gateways.keys()];
    return regions.flatMap((a, index) =>
      regions
        .slice(index + 1)
        .filter((b) => this.tables.isCut(a, b))
        .map((b): [string, string] => [a, b]),
    );
  }

  cut(a: string, b: string): void {
    this.tables.cut(a, b);
  }

  mend(a: string, b: string): void {
    this.tables.mend(a, b);
  }
}
