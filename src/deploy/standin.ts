import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { neutralEnvironment } from "./environment";
import { STANDIN } from "./tools";

export interface StandinProps {
  /** A hosted zone that exists before the first deployment. */
  readonly hostedZone: { readonly id: string; readonly name: string } | undefined;
  /** The seconds that a minute of a CodeDeploy deployment takes. @default 60 */
  readonly minute?: number;
  /** The log file, with every request and unsupported calls. */
  readonly logFile: string;
}

const inventory = z.record(z.string(), z.number());

/** A stand-in for AWS on a free loopback port; see docs/local-deploy.md. It ends no later than this process. */
export class Standin {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly atFirst: ReadonlyMap<string, number>,
  ) {}

  static async start({ hostedZone, minute = 60, logFile }: StandinProps): Promise<Standin> {
    const zone = hostedZone === undefined ? [] : ["--hosted-zone", `${hostedZone.id}=${hostedZone.name}`];
    const log = openSync(logFile, "a");
    // It serves until its input closes.
    const child = spawn("python3", ["-B", STANDIN, "--minute", String(minute), ...zone], {
      env: neutralEnvironment(),
      stdio: ["pipe", "pipe", log],
      detached: true,
    });
    closeSync(log);
    const port = await firstLine(child);
    if (port === undefined) {
      const lastWords = readFileSync(logFile, "utf8").trim().split("\n").at(-1);
      throw new Error(`the stand-in did not start: ${lastWords}`);
    }
    const url = `http://127.0.0.1:${port}`;
    return new Standin(child, url, await inventoryOf(url));
  }

  /** Returns the number of resources that did not exist at the start, such as `1 dynamodb us-east-1 Table`. */
  async leftovers(): Promise<readonly string[]> {
    return [...(await inventoryOf(this.url))]
      .map(([kind, count]) => ({ kind, more: count - (this.atFirst.get(kind) ?? 0) }))
      .filter(({ more }) => more > 0)
      .map(({ kind, more }) => `${more} ${kind}`);
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await once(this.child, "exit");
    }
  }
}

async function inventoryOf(url: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/inventory`);
  return new Map(Object.entries(inventory.parse(await response.json())));
}

/** Returns undefined if the program ends without a line. */
function firstLine(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve(undefined));
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).once("line", resolve);
    }
  });
}
