import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { jsonIn } from "../../terraform";
import { type Invocation, type RuntimeCall, startRuntimeApi } from "./runtime-api";

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

const EXITED: Outcome = {
  kind: "function-error",
  errorType: "Runtime.ExitError",
  errorMessage: "Runtime exited",
};

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
  private child: ChildProcess | undefined;
  private running: Running | undefined;
  private isWaiting = false;
  private failureToStart: Outcome | undefined;
  private isOver = false;
  private settleStart: (failure: Outcome | undefined) => void = () => {};
  /** Settles when the process waits for its first invocation, or with the reason why it cannot. */
  readonly started: Promise<Outcome | undefined> = new Promise((resolve) => {
    this.settleStart = resolve;
  });

  /** Settles when the process has ended. */
  readonly ended: Promise<void>;

  /** Starts the process. */
  constructor(props: ProcessProps) {
    this.ended = this.run(props);
  }

  /** Whether the process can take an invocation. */
  get isFree(): boolean {
    return this.running === undefined && !this.isOver;
  }

  invoke(invocation: Invocation, timeoutSeconds: number): Promise<Outcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.timeOut(invocation), timeoutSeconds * 1000);
      this.running = { invocation, finish: resolve, timer };
      this.hand();
    });
  }

  /** Ends the process; a running invocation is lost. */
  kill(): void {
    this.isOver = true;
    this.child?.kill("SIGKILL");
  }

  private async run(props: ProcessProps): Promise<void> {
    const api = await startRuntimeApi((call) => this.receive(call));
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
          AWS_LAMBDA_RUNTIME_API: `${api.host}:${api.port}`,
          LOCAL_INTERNET: JSON.stringify(props.internet ?? {}),
          // Lambda runs Node 22; the SDK's warning about this machine's Node 20 would be in every function's log.
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      },
    );
    this.child = child;
    if (this.isOver) {
      child.kill("SIGKILL");
    }
    child.on("message", (call: RuntimeCall) => this.receive(call));
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) {
        createInterface({ input: stream }).on("line", props.onLog);
      }
    }
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      // It could not be started at all.
      child.once("error", () => resolve());
    });
    this.isOver = true;
    void api.close();
    const why = this.failureToStart ?? EXITED;
    this.settleStart(why);
    this.finish(this.running?.invocation.requestId, why);
  }

  private receive(call: RuntimeCall): void {
    switch (call.type) {
      case "next":
        this.isWaiting = true;
        this.settleStart(undefined);
        this.hand();
        break;
      case "response":
        this.finish(call.id, { kind: "answered", payload: call.body });
        break;
      case "error":
        this.finish(call.id, functionError(call.body));
        break;
      case "init-error":
        this.failureToStart = functionError(call.body);
    }
  }

  private hand(): void {
    if (this.isWaiting && this.running !== undefined) {
      this.isWaiting = false;
      // If the process has just ended, its exit handler fails the invocation.
      this.child?.send(this.running.invocation, () => {});
    }
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
  private timeOut({ requestId }: Invocation): void {
    this.kill();
    this.finish(requestId, {
      kind: "function-error",
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: Task timed out`,
    });
  }

  private finish(requestId: string | undefined, outcome: Outcome): void {
    const { running } = this;
    if (running !== undefined && running.invocation.requestId === requestId) {
      clearTimeout(running.timer);
      this.running = undefined;
      running.finish(outcome);
    }
  }
}

/** Another runtime's client may send any payload. */
const errorPayload = z.object({ errorType: z.string(), errorMessage: z.string() }).partial();

function functionError(payload: string): Outcome {
  const { errorType = "Error", errorMessage = payload } = errorPayload.safeParse(jsonIn(payload)).data ?? {};
  return { kind: "function-error", errorType, errorMessage };
}
