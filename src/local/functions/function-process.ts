import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { type Invocation, RuntimeApi } from "./runtime-api";

/**
 * Starts AWS's runtime interface client without its command, which writes a line to the log first. Version 3 loads a
 * function as the nodejs22.x runtime does, and runs on Node 20; version 4 requires Node 22.
 */
const RUNTIME_CLIENT = `import { run } from ${JSON.stringify(pathToFileURL(require.resolve("aws-lambda-ric")))};
await run(process.cwd(), process.env._HANDLER);`;
const NATIVE_CLIENT = join(__dirname, "native-client.js");
export const LOCAL_INTERNET = join(__dirname, "local-internet.js");

/** Origins, such as `https://api.example.com`, with their local servers. */
export type LocalInternet = Readonly<
  Record<string, { readonly port: number; readonly headers: Readonly<Record<string, string>> }>
>;

export interface ProcessProps {
  /** Folder with the unzipped bundle. */
  readonly taskRoot: string;
  /** `index.handler` */
  readonly handler: string;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The emulated internet; undefined for the real one. */
  readonly internet: LocalInternet | undefined;
  readonly onLog: (line: string) => void;
}

/** The outcome of an invocation. */
export type Outcome =
  | { readonly kind: "answered"; readonly payload: string }
  /** The function threw, ran out of time or memory, or ended its process. */
  | { readonly kind: "function-error"; readonly errorType: string; readonly errorMessage: string }
  /** The concurrency limit is reached. */
  | { readonly kind: "throttled" }
  /** Lambda itself is unavailable. */
  | { readonly kind: "unavailable" };

interface Running {
  readonly invocation: Invocation;
  readonly finish: (outcome: Outcome) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One execution environment: a Node process with AWS's runtime interface client and the bundle in it. It takes one
 * invocation at a time, and the first one may come before it has started.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class FunctionProcess {
  private running: Running | undefined;
  private isWaiting = false;
  private failureToStart: string | undefined;
  private isKilled = false;
  private isDead = false;
  private settleStart: (failure: Outcome | undefined) => void = () => {};
  /** Settles when the process waits for its first invocation, or with the reason why it cannot. */
  readonly started: Promise<Outcome | undefined> = new Promise((resolve) => {
    this.settleStart = resolve;
  });

  /** Settles when the process has ended. */
  readonly ended: Promise<void>;

  private constructor(
    private readonly api: RuntimeApi,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise((resolve) => {
      const exited = () => {
        this.exited();
        resolve();
      };
      child.once("exit", exited);
      // It could not be started at all.
      child.once("error", exited);
    });
  }

  static async start(props: ProcessProps): Promise<FunctionProcess> {
    let self: FunctionProcess | undefined;
    const api = await RuntimeApi.start({
      ready: () => self?.ready(),
      answered: (id, payload) => self?.finish(id, { kind: "answered", payload }),
      failed: (id, payload) => self?.finish(id, functionError(payload)),
      failedToStart: (payload) => {
        if (self !== undefined) {
          self.failureToStart = payload;
        }
      },
    });
    const child = spawn(
      process.execPath,
      [
        `--max-old-space-size=${props.memoryMb}`,
        ...["--require", NATIVE_CLIENT],
        ...(props.internet === undefined ? [] : ["--require", LOCAL_INTERNET]),
        ...["--input-type=module", "--eval", RUNTIME_CLIENT],
      ],
      {
        cwd: props.taskRoot,
        env: {
          ...props.environment,
          _HANDLER: props.handler,
          LAMBDA_TASK_ROOT: props.taskRoot,
          AWS_LAMBDA_RUNTIME_API: api.authority,
          LOCAL_INTERNET: JSON.stringify(props.internet ?? {}),
          // Lambda runs Node 22; the SDK's warning about this machine's Node 20 would be in every function's log.
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      },
    );
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) {
        createInterface({ input: stream }).on("line", props.onLog);
      }
    }
    self = new FunctionProcess(api, child);
    api.attend(child);
    return self;
  }

  /** Whether the process can take an invocation. */
  get isFree(): boolean {
    return this.running === undefined && !this.isKilled && !this.isDead;
  }

  invoke(invocation: Invocation): Promise<Outcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => this.runOutOfTime(),
        Math.max(0, invocation.deadline.getTime() - Date.now()),
      );
      this.running = { invocation, finish: resolve, timer };
      this.hand();
    });
  }

  /** Ends the process; a running invocation is lost. */
  kill(): void {
    this.isKilled = true;
    this.child.kill("SIGKILL");
  }

  private ready(): void {
    this.isWaiting = true;
    this.settleStart(undefined);
    this.hand();
  }

  private hand(): void {
    if (this.isWaiting && this.running !== undefined) {
      this.isWaiting = false;
      this.api.invoke(this.running.invocation);
    }
  }

  private finish(requestId: string, outcome: Outcome): void {
    const { running } = this;
    if (running?.invocation.requestId === requestId) {
      clearTimeout(running.timer);
      this.running = undefined;
      running.finish(outcome);
    }
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
  private runOutOfTime(): void {
    const { running } = this;
    if (running !== undefined) {
      this.kill();
      this.finish(running.invocation.requestId, {
        kind: "function-error",
        errorType: "Sandbox.Timedout",
        errorMessage: `RequestId: ${running.invocation.requestId} Error: Task timed out`,
      });
    }
  }

  private exited(): void {
    if (this.isDead) {
      return;
    }
    this.isDead = true;
    void this.api.close();
    const why: Outcome =
      this.failureToStart === undefined
        ? { kind: "function-error", errorType: "Runtime.ExitError", errorMessage: "Runtime exited" }
        : functionError(this.failureToStart);
    this.settleStart(why);
    if (this.running !== undefined) {
      this.finish(this.running.invocation.requestId, why);
    }
  }
}

function functionError(payload: string): Outcome {
  const text = (value: unknown, fallback: string) => (typeof value === "string" ? value : fallback);
  try {
    const error: unknown = JSON.parse(payload);
    if (typeof error === "object" && error !== null) {
      return {
        kind: "function-error",
        errorType: text("errorType" in error ? error.errorType : undefined, "Error"),
        errorMessage: text("errorMessage" in error ? error.errorMessage : undefined, payload),
      };
    }
  } catch {
    // Another runtime's client may send any payload.
  }
  return { kind: "function-error", errorType: "Error", errorMessage: payload };
}
