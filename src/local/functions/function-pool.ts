import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Events } from "../events";
import type { FunctionModel } from "../stack/functions";
import { StackError } from "../stack/stack-error";
import { executionEnvironment } from "./execution-environment";
import { FunctionProcess, type LocalInternet, type Outcome } from "./function-process";
import { invocationOf } from "./runtime-api";

/** The maximum processes per function on this machine. Further invocations wait for a free process. */
const MOST_PROCESSES = Math.max(2, availableParallelism());

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_MS = 10_000;

export interface PoolProps {
  readonly model: FunctionModel;
  readonly version: string;
  /** Folder with the unzipped bundle. */
  readonly taskRoot: string;
  /** Environment variables in addition to the function's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly internet: LocalInternet | undefined;
  readonly events: Events;
}

/** Receives a free process, or the outcome of an invocation without one. */
type Waiter = (given: FunctionProcess | Outcome) => void;

/**
 * The processes of a version of a function in one region. An invocation without a free process starts one and uses the
 * first process that becomes free. Later invocations reuse the processes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class FunctionPool {
  private readonly processes = new Set<FunctionProcess>();
  private readonly idle: FunctionProcess[] = [];
  private readonly waiting: Waiter[] = [];
  private starting = 0;
  /** Processes end when they become idle, until the next invocation. */
  private draining = false;

  constructor(private readonly props: PoolProps) {}

  get size(): number {
    return this.processes.size;
  }

  async invoke(payload: string): Promise<Outcome> {
    const { model } = this.props;
    this.draining = false;
    const process = await this.freeProcess();
    if (!(process instanceof FunctionProcess)) {
      return process;
    }
    const outcome = await process.invoke(invocationOf(model, payload), model.timeoutSeconds);
    this.release(process);
    return outcome;
  }

  /**
   * Starts a first process, so that the first invocations have no cold start.
   *
   * @throws StackError if the function does not start
   */
  async warmUp(): Promise<void> {
    const { address } = this.props.model;
    const failure = await Promise.race([
      this.startProcess(),
      sleep(INIT_MS, "slow" as const, { ref: false }),
    ]);
    if (failure === "slow") {
      throw new StackError(`${address}: did not start within ${INIT_MS / 1000} s`);
    }
    if (failure?.kind === "function-error") {
      throw new StackError(`${address}: does not start: ${failure.errorType}: ${failure.errorMessage}`);
    }
  }

  /** Ends idle processes at once and others after their invocation. A later invocation starts processes again. */
  drain(): void {
    this.draining = true;
    for (const process of this.idle.splice(0)) {
      process.kill();
    }
  }

  /** Ends every process at once, with its invocation, and waits for its end. */
  async end(): Promise<void> {
    this.idle.length = 0;
    for (const waiter of this.waiting.splice(0)) {
      waiter({ kind: "unavailable" });
    }
    const processes = [...this.processes];
    for (const process of processes) {
      process.kill();
    }
    await Promise.all(processes.map(({ ended }) => ended));
  }

  private freeProcess(): Promise<FunctionProcess | Outcome> {
    // The most recently used process is the warmest.
    const free = this.idle.pop();
    if (free !== undefined) {
      return Promise.resolve(free);
    }
    const given = new Promise<FunctionProcess | Outcome>((resolve) => this.waiting.push(resolve));
    this.startForWaiting();
    return given;
  }

  private release(process: FunctionProcess): void {
    if (!process.isFree) {
      return;
    }
    const next = this.waiting.shift();
    if (next !== undefined) {
      next(process);
    } else if (this.draining) {
      process.kill();
    } else {
      this.idle.push(process);
    }
  }

  private startForWaiting(): void {
    if (this.starting < this.waiting.length && this.processes.size < MOST_PROCESSES) {
      void this.startProcess();
    }
  }

  /** @returns the reason why it did not start */
  private async startProcess(): Promise<Outcome | undefined> {
    const { model, version, taskRoot, environment, memoryMb, internet, events } = this.props;
    const { region, name, handler } = model;
    const process = new FunctionProcess({
      taskRoot,
      handler,
      memoryMb,
      environment: { ...executionEnvironment({ ...model, memoryMb }, version), ...environment },
      internet,
      onLog: (line) => events.emit({ type: "log", region, name, line }),
    });
    this.processes.add(process);
    const detail = `process ${this.processes.size}`;
    events.emit({ type: "function", region, name, what: "cold-start", detail });
    void process.ended.then(() => this.forget(process));
    this.starting += 1;
    const failure = await process.started;
    this.starting -= 1;
    if (failure === undefined) {
      this.release(process);
    } else {
      this.waiting.shift()?.(failure);
    }
    return failure;
  }

  private forget(process: FunctionProcess): void {
    this.processes.delete(process);
    const index = this.idle.indexOf(process);
    if (index >= 0) {
      this.idle.splice(index, 1);
    }
    this.startForWaiting();
  }
}
