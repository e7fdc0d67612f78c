import { FunctionPool, type PoolProps } from "./function-pool";
import type { Outcome } from "./function-process";

/** The versions that an alias routes invocations to. */
export interface AliasRouting {
  readonly version: string;
  /** A second version and its share of the invocations, above 0 and below 1. @default - none */
  readonly additional?: { readonly version: string; readonly weight: number };
}

/** The code and the configuration of a version. */
export interface VersionCode {
  /** Folder with the unzipped bundle. */
  readonly taskRoot: string;
  /** Environment variables in addition to the function's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
}

/** An outcome, and the version that the alias chose for the invocation. */
export type Invoked = Outcome & { readonly version: string };

/**
 * A function in one region: its published versions, and the alias that invocations go through. Each version has its own
 * processes. With two versions, the alias chooses one at random for each invocation, by weight.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 */
export class FunctionVersions {
  private readonly pools = new Map<string, FunctionPool>();
  private current: AliasRouting;
  /** The running invocations of all versions, which share the function's reserved concurrency. */
  private running = 0;
  private failed = false;

  constructor(
    private readonly props: Omit<PoolProps, "version" | keyof VersionCode>,
    /** The code of the first version. */
    readonly code: VersionCode,
  ) {
    this.current = { version: this.publish(code) };
  }

  get routing(): AliasRouting {
    return this.current;
  }

  /** The published versions, oldest first. */
  get versions(): readonly string[] {
    return [...this.pools.keys()];
  }

  get size(): number {
    return this.all.reduce((sum, pool) => sum + pool.size, 0);
  }

  get isFailed(): boolean {
    return this.failed;
  }

  /** @returns the number of the new version, which receives no invocations yet */
  publish(code: VersionCode): string {
    const version = String(this.pools.size + 1);
    this.pools.set(version, new FunctionPool({ ...this.props, ...code, version }));
    return version;
  }

  /** @throws Error for a version that is not published */
  route(routing: AliasRouting): void {
    const routed = [routing.version, routing.additional?.version].filter((version) => version !== undefined);
    const unknown = routed.find((version) => !this.pools.has(version));
    if (unknown !== undefined) {
      throw new Error(`${this.props.model.name}: version ${unknown} is not published`);
    }
    this.current = routing;
    for (const [version, pool] of this.pools) {
      if (!routed.includes(version)) {
        pool.drain();
      }
    }
  }

  async invoke(payload: string): Promise<Invoked> {
    const { version, additional } = this.current;
    const chosen =
      additional !== undefined && Math.random() < additional.weight ? additional.version : version;
    return { ...(await this.outcomeOf(chosen, payload)), version: chosen };
  }

  async warmUp(): Promise<void> {
    await this.pools.get(this.current.version)?.warmUp();
  }

  /** Makes Lambda unavailable for this function: ends its processes, and starts no others. */
  async fail(): Promise<void> {
    this.failed = true;
    await Promise.all(this.all.map((pool) => pool.end()));
  }

  heal(): void {
    this.failed = false;
  }

  private get all(): readonly FunctionPool[] {
    return [...this.pools.values()];
  }

  private async outcomeOf(version: string, payload: string): Promise<Outcome> {
    const { reservedConcurrency } = this.props.model;
    if (this.failed) {
      return UNAVAILABLE;
    }
    if (reservedConcurrency !== undefined && this.running >= reservedConcurrency) {
      return { kind: "throttled" };
    }
    this.running += 1;
    const outcome = (await this.pools.get(version)?.invoke(payload)) ?? UNAVAILABLE;
    this.running -= 1;
    if (this.failed) {
      return UNAVAILABLE;
    }
    this.report(outcome);
    return outcome;
  }

  private report(outcome: Outcome): void {
    if (outcome.kind === "function-error") {
      const { model, events } = this.props;
      const { region, name } = model;
      const what = WHAT[outcome.errorType] ?? "failed";
      events.emit({ type: "function", region, name, what, detail: outcome.errorMessage });
    }
  }
}

const UNAVAILABLE: Outcome = { kind: "unavailable" };

/** The errors of Lambda itself. */
const WHAT: Readonly<Record<string, "timed-out" | "crashed">> = {
  "Sandbox.Timedout": "timed-out",
  "Runtime.ExitError": "crashed",
};
