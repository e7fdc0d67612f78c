import type { RegionalGateway } from "./gateway/regional-gateway";

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

/** One part of every region, such as the tables. */
interface Failing {
  fail(region: string): void;
  heal(region: string): void;
  isFailed(region: string): boolean;
}

/** The injected faults of all regions. */
export class Faults {
  private readonly parts: Readonly<Record<Part, Failing>>;
  private readonly gray = new Map<string, { readonly percent: number; due: number }>();

  constructor(
    private readonly gateways: ReadonlyMap<string, RegionalGateway>,
    functions: Failing,
    tables: Failing,
    buckets: Failing,
    /** Paths that health checks request. */
    private readonly healthCheckPaths: readonly string[],
  ) {
    const gateway: Failing = {
      fail: (region) => gateways.get(region)?.fail(),
      heal: (region) => gateways.get(region)?.heal(),
      isFailed: (region) => gateways.get(region)?.isFailed === true,
    };
    this.parts = { gateway, function: functions, table: tables, bucket: buckets };
  }

  of(region: string): RegionFaults {
    return {
      failed: PARTS.filter((part) => this.parts[part].isFailed(region)),
      slowedByMs: this.gateways.get(region)?.slowedByMs ?? 0,
      grayPercent: this.gray.get(region)?.percent ?? 0,
    };
  }

  fail(region: string, parts: readonly Part[]): void {
    for (const part of parts) {
      this.parts[part].fail(region);
    }
  }

  /** Makes a percentage of requests fail, but no health checks. */
  failInPart(region: string, percent: number): void {
    this.gray.set(region, { percent, due: 0 });
  }

  /** Returns whether a request to a region fails. Failures are spread evenly. */
  fails(region: string, path: string): boolean {
    const gray = this.gray.get(region);
    if (gray === undefined || this.healthCheckPaths.includes(path)) {
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
    for (const part of PARTS) {
      this.parts[part].heal(region);
    }
    this.gray.delete(region);
  }
}
