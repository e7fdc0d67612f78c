import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Events } from "../events";
import type { FunctionModel } from "../stack/functions";
import { StackError } from "../stack/known-values";
import { executionEnvironment } from "./execution-environment";
import { FunctionProcess, type Outcome } from "./function-process";

/** Processes of one function at most: this machine is not AWS. Further invocations wait for one to be free. */
const MOST_PROCESSES = 4;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_MS = 10_000;

export interface PoolProps {
  readonly model: FunctionModel;
  /** Folder with the unzipped bundle. */
  readonly taskRoot: string;
  /** Variables that replace those of the function, or are added to them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly events: Events;
}

/**
 * A function in one region: processes are started as invocations need them and kept for the next ones.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class FunctionPool {
  private readonly processes = new Set<FunctionProcess>();
  private readonly waiting: (() => void)[] = [];
  private starting = 0;
  private busy = 0;
  private failed = false;
  private stopped = false;

  constructor(private readonly props: PoolProps) {}

  get size(): number {
    return this.processes.size;
  }

  get isFailed(): boolean {
    return this.failed;
  }

  async invoke(payload: string): Promise<Outcome> {
    const { model } = this.props;
    if (this.failed || this.stopped) {
      return { kind: "unavailable" };
    }
    if (model.reservedConcurrency !== undefined && this.busy >= model.reservedConcurrency) {
      return { kind: "throttled" };
    }
    this.busy += 1;
    try {
      const process = await this.freeProcess();
      if (process === undefined) {
        return { kind: "unavailable" };
      }
      const outcome = await process.invoke({
        requestId: randomUUID(),
        payload,
        functionArn: model.arn,
        deadline: new Date(Date.now() + model.timeoutSeconds * 1000),
        traceId: traceId(),
      });
      this.report(outcome);
      return this.failed ? { kind: "unavailable" } : outcome;
    } finally {
      this.busy -= 1;
      this.waiting.shift()?.();
    }
  }

  /**
   * Starts a first process, so that no cold start is in the way of the first invocations.
   *
   * @throws StackError where the function does not start
   */
  async warmUp(): Promise<void> {
    const { address } = this.props.model;
    const { started } = await this.startProcess();
    const failure = await Promise.race([started, sleep(INIT_MS, "slow" as const, { ref: false })]);
    if (failure === "slow") {
      throw new StackError(`${address}: it has not started within ${INIT_MS / 1000} s`);
    }
    if (failure?.kind === "function-error") {
      throw new StackError(`${address}: it does not start: ${failure.errorType}: ${failure.errorMessage}`);
    }
  }

  /** Lambda does not answer for this function: its processes are gone, and none is started. */
  fail(): void {
    this.failed = true;
    this.killAll();
  }

  heal(): void {
    this.failed = false;
  }

  /** Ends every process, and waits until it has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.killAll();
    await Promise.all([...this.processes].map((process) => process.ended));
  }

  private killAll(): void {
    for (const process of this.processes) {
      process.kill();
    }
    for (const go of this.waiting.splice(0)) {
      go();
    }
  }

  private async freeProcess(): Promise<FunctionProcess | undefined> {
    while (!this.failed && !this.stopped) {
      // The one that was used last is the warmest.
      const free = [...this.processes].reverse().find((process) => process.isFree);
      if (free !== undefined) {
        return free;
      }
      if (this.processes.size + this.starting < MOST_PROCESSES) {
        return this.startProcess();
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    return undefined;
  }

  private async startProcess(): Promise<FunctionProcess> {
    const { model, taskRoot, environment, events } = this.props;
    const event = { type: "function", region: model.region, name: model.name } as const;
    events.emit({ ...event, what: "cold-start", detail: `process ${this.processes.size + 1}` });
    this.starting += 1;
    try {
      const process = await FunctionProcess.start({
        taskRoot,
        handler: model.handler,
        memoryMb: model.memoryMb,
        environment: { ...executionEnvironment(model), ...environment },
        onLog: (line) => events.emit({ type: "log", region: model.region, name: model.name, line }),
      });
      this.processes.add(process);
      void process.ended.then(() => this.processes.delete(process));
      if (this.failed || this.stopped) {
        process.kill();
      }
      return process;
    } finally {
      this.starting -= 1;
    }
  }

  private report(outcome: Outcome): void {
    if (outcome.kind !== "function-error" || this.failed || this.stopped) {
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
