import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Events } from "../events";
import type { FunctionModel } from "../stack/functions";
import { StackError } from "../stack/stack-error";
import { executionEnvironment } from "./execution-environment";
import { FunctionProcess, type LocalInternet, type Outcome } from "./function-process";

/** The maximum processes per function on this machine. Further invocations wait for a free process. */
const MOST_PROCESSES = Math.max(2, availableParallelism());

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_MS = 10_000;

const UNAVAILABLE: Outcome = { kind: "unavailable" };

export interface PoolProps {
  readonly model: FunctionModel;
  readonly version: string;
  /** The running invocations of all versions, which share the function's reserved concurrency. */
  readonly concurrency: { running: number };
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
 * A version of a function in one region. An invocation without a free process starts one and uses the first process that becomes
 * free. Later invocations reuse the processes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class FunctionPool {
  private readonly processes = new Set<FunctionProcess>();
  private readonly idle: FunctionProcess[] = [];
  private readonly waiting: Waiter[] = [];
  /** Processes that are starting. */
  private spawning = 0;
  private starting = 0;
  private failed = false;
  private stopped = false;
  /** Processes end when they become idle, until the next invocation. */
  private draining = false;

  constructor(private readonly props: PoolProps) {}

  get size(): number {
    return this.processes.size;
  }

  get isFailed(): boolean {
    return this.failed;
  }

  async invoke(payload: string): Promise<Outcome> {
    const { model, concurrency } = this.props;
    if (this.failed || this.stopped) {
      return UNAVAILABLE;
    }
    if (model.reservedConcurrency !== undefined && concurrency.running >= model.reservedConcurrency) {
      return { kind: "throttled" };
    }
    this.draining = false;
    concurrency.running += 1;
    try {
      const given = await this.freeProcess();
      const outcome = given instanceof FunctionProcess ? await this.run(given, payload) : given;
      if (this.failed || this.stopped) {
        return UNAVAILABLE;
      }
      this.report(outcome);
      return outcome;
    } finally {
      concurrency.running -= 1;
    }
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

  /** Makes Lambda unavailable for this function: ends its processes and starts no others. */
  fail(): void {
    this.failed = true;
    this.killAll();
  }

  heal(): void {
    this.failed = false;
  }

  /** Ends idle processes at once and others after their invocation. A later invocation starts processes again. */
  drain(): void {
    this.draining = true;
    for (const process of this.idle.splice(0)) {
      process.kill();
    }
  }

  /** Ends every process and waits for its end. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.killAll();
    await Promise.all([...this.processes].map((process) => process.ended));
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

  private async run(process: FunctionProcess, payload: string): Promise<Outcome> {
    const { model } = this.props;
    const outcome = await process.invoke({
      requestId: randomUUID(),
      payload,
      functionArn: model.arn,
      deadline: new Date(Date.now() + model.timeoutSeconds * 1000),
      traceId: traceId(),
    });
    this.release(process);
    return outcome;
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
    if (this.starting < this.waiting.length && this.processes.size + this.spawning < MOST_PROCESSES) {
      void this.startProcess();
    }
  }

  /** @returns the reason why it did not start */
  private async startProcess(): Promise<Outcome | undefined> {
    const { model, version, taskRoot, environment, memoryMb, internet, events } = this.props;
    const event = { type: "function", region: model.region, name: model.name } as const;
    this.starting += 1;
    this.spawning += 1;
    events.emit({ ...event, what: "cold-start", detail: `process ${this.processes.size + this.spawning}` });
    const process = await FunctionProcess.start({
      taskRoot,
      handler: model.handler,
      memoryMb,
      environment: { ...executionEnvironment({ ...model, memoryMb }, version), ...environment },
      internet,
      onLog: (line) => events.emit({ type: "log", region: model.region, name: model.name, line }),
    });
    this.spawning -= 1;
    this.processes.add(process);
    void process.ended.then(() => this.forget(process));
    if (this.failed || this.stopped) {
      process.kill();
    }
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

  private killAll(): void {
    this.idle.length = 0;
    for (const process of this.processes) {
      process.kill();
    }
    for (const waiter of this.waiting.splice(0)) {
      waiter(UNAVAILABLE);
    }
  }

  private report(outcome: Outcome): void {
    if (outcome.kind !== "function-error") {
      return;
    }
    const { region, name } = this.props.model;
    const what =
      outcome.errorType === "Sandbox.Timedout"
        ? "timed-out"
        : outcome.errorType === "Runtime.ExitError"
          ? "crashed"
          : "failed";
    this.props.events.emit({ type: "function", region, name, what, detail: outcome.errorMessage });
  }
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceId(): string {
  const id = randomUUID().replaceAll("-", "");
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${id.slice(0, 24)};Parent=${id.slice(16)};Sampled=0`;
}
