import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { openPromise } from "yauzl";
import type { Events } from "../events";
import type { FunctionModel } from "../stack/functions";
import { StackError } from "../stack/stack-error";
import { type Fault, withFault } from "./faulty-version";
import type { LocalInternet } from "./function-process";
import { FunctionVersions, type Invoked } from "./function-versions";

/** All functions of all regions, from the bundles in the document. */
export class Functions {
  private readonly functions = new Map<FunctionModel, FunctionVersions>();
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
      this.functions.set(
        model,
        new FunctionVersions(
          { model, internet: internet(model), events: this.events },
          { taskRoot, environment: environment(model), memoryMb: model.memoryMb },
        ),
      );
    }
    await Promise.all([...this.functions.values()].map((one) => one.warmUp()));
  }

  /** Returns the versions of a function; undefined before the start. */
  of(model: FunctionModel): FunctionVersions | undefined {
    return this.functions.get(model);
  }

  /**
   * Publishes another version of a function, with the code of its bundle.
   *
   * @param fault - what is wrong with the version; undefined for a good one
   * @param zip - another bundle. @default - that of the document
   * @returns its number
   */
  async publish(model: FunctionModel, fault?: Fault, zip?: string): Promise<string> {
    const versions = this.of(model);
    if (versions === undefined || this.folder === undefined) {
      throw new Error("the functions have not been started");
    }
    let { code } = versions;
    if (zip !== undefined) {
      const taskRoot = await mkdtemp(join(this.folder, "version-"));
      await unzip(zip, taskRoot);
      code = { ...code, taskRoot };
    }
    return versions.publish(fault === undefined ? code : await withFault(fault, code, model, this.folder));
  }

  async invoke(model: FunctionModel, payload: string): Promise<Invoked> {
    return (await this.of(model)?.invoke(payload)) ?? { kind: "unavailable", version: "" };
  }

  fail(region: string): void {
    for (const one of this.in(region)) {
      void one.fail();
    }
  }

  heal(region: string): void {
    for (const one of this.in(region)) {
      one.heal();
    }
  }

  isFailed(region: string): boolean {
    return this.in(region).some((one) => one.isFailed);
  }

  processes(region: string): number {
    return this.in(region).reduce((sum, one) => sum + one.size, 0);
  }

  /** Ends every process and removes the unzipped bundles. */
  async stop(): Promise<void> {
    await Promise.all([...this.functions.values()].map((one) => one.fail()));
    if (this.folder !== undefined) {
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  private in(region: string): FunctionVersions[] {
    return [...this.functions].filter(([model]) => model.region === region).map(([, one]) => one);
  }
}

/**
 * Unzips a function's bundle.
 *
 * @throws Error if the file is missing or not a zip; the message does not contain the path
 */
export async function unzip(zip: string, folder: string): Promise<void> {
  const file = await openPromise(zip);
  for await (const entry of file.eachEntry()) {
    // The library rejects entries outside of the folder.
    const target = join(folder, entry.fileName);
    if (entry.fileName.endsWith("/")) {
      await mkdir(target, { recursive: true });
    } else {
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await file.openReadStreamPromise(entry), createWriteStream(target));
    }
  }
}
