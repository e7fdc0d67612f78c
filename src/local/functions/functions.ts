import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Events } from "../events";
import type { FunctionModel } from "../stack/functions";
import { StackError } from "../stack/stack-error";
import { unzip } from "./bundle";
import { FunctionPool } from "./function-pool";
import type { LocalInternet, Outcome } from "./function-process";

/** All functions of all regions, from the bundles in the document. */
export class Functions {
  private readonly pools = new Map<FunctionModel, FunctionPool>();
  private folder: string | undefined;

  constructor(
    private readonly models: readonly FunctionModel[],
    private readonly events: Events,
  ) {}

  /**
   * Unzips every bundle, and starts a process of every function.
   *
   * @param environment - environment variables in addition to the function's own
   * @param internet - the emulated internet; undefined for the real one
   * @throws StackError if a bundle is missing or a function does not start
   */
  async start(
    environment: (model: FunctionModel) => Readonly<Record<string, string>>,
    internet: (model: FunctionModel) => LocalInternet | undefined,
  ): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "regions-"));
    this.folder = folder;
    const zips = [...new Set(this.models.map(({ zip }) => zip))];
    await Promise.all(
      zips.map((zip, index) =>
        unzip(zip, join(folder, String(index))).catch((error: Error) => {
          const model = this.models.find((one) => one.zip === zip);
          throw new StackError(
            `${model?.address}: filename: ${zip} is not a function bundle: ${error.message}`,
          );
        }),
      ),
    );
    for (const model of this.models) {
      const taskRoot = join(folder, String(zips.indexOf(model.zip)));
      this.pools.set(
        model,
        new FunctionPool({
          model,
          taskRoot,
          environment: environment(model),
          internet: internet(model),
          events: this.events,
        }),
      );
    }
    await Promise.all([...this.pools.values()].map((pool) => pool.warmUp()));
  }

  async invoke(model: FunctionModel, payload: string): Promise<Outcome> {
    const pool = this.pools.get(model);
    return pool === undefined ? { kind: "unavailable" } : pool.invoke(payload);
  }

  fail(region: string): void {
    for (const pool of this.in(region)) {
      pool.fail();
    }
  }

  heal(region: string): void {
    for (const pool of this.in(region)) {
      pool.heal();
    }
  }

  isFailed(region: string): boolean {
    return this.in(region).some((pool) => pool.isFailed);
  }

  processes(region: string): number {
    return this.in(region).reduce((sum, pool) => sum + pool.size, 0);
  }

  /** Ends every process and removes the unzipped bundles. */
  async stop(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.stop()));
    if (this.folder !== undefined) {
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  private in(region: string): FunctionPool[] {
    return [...this.pools].filter(([model]) => model.region === region).map(([, pool]) => pool);
  }
}
