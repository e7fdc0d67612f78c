import type { Functions } from "./functions/functions";
import type { RegionalGateway } from "./gateway/regional-gateway";
import type { GlobalTables } from "./tables/global-tables";

/** What of a region can fail by itself. */
export const PARTS = ["gateway", "function", "table"] as const;

export type Part = (typeof PARTS)[number];

export function isPart(text: string): text is Part {
  return PARTS.some((part) => part === text);
}

/** What is wrong with a region. */
export interface RegionFaults {
  readonly failed: readonly Part[];
  readonly slowedByMs: number;
}

/** What goes wrong in the regions, on purpose. */
export class Faults {
  constructor(
    private readonly gateways: ReadonlyMap<string, RegionalGateway>,
    private readonly functions: Functions,
    private readonly tables: GlobalTables,
  ) {}

  of(region: string): RegionFaults {
    const gateway = this.gateways.get(region);
    const failed = {
      gateway: gateway?.isFailed === true,
      function: this.functions.isFailed(region),
      table: this.tables.in(region).isFailed,
    };
    return { failed: PARTS.filter((part) => failed[part]), slowedByMs: gateway?.slowedByMs ?? 0 };
  }

  fail(region: string, parts: readonly Part[]): void {
    const fail = {
      gateway: () => this.gateways.get(region)?.fail(),
      function: () => this.functions.fail(region),
      table: () => this.tables.fail(region),
    };
    for (const part of parts) {
      fail[part]();
    }
  }

  slow(region: string, milliseconds: number): void {
    this.gateways.get(region)?.slow(milliseconds);
  }

  /** Undoes what failed or was slowed in a region. */
  heal(region: string): void {
    this.gateways.get(region)?.heal();
    this.functions.heal(region);
    this.tables.heal(region);
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
