import type { ChildProcess } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ListeningServer, listen, readBody } from "../http";

/** An invocation as passed to the function. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly functionArn: string;
  readonly deadline: Date;
  readonly traceId: string;
}

/** Callbacks for the function's process. */
export interface RuntimeListener {
  /** The process has loaded the function or finished an invocation, and waits for the next one. */
  ready(): void;
  answered(requestId: string, payload: string): void;
  /** `payload` is the error as JSON, with errorType and errorMessage. */
  failed(requestId: string, payload: string): void;
  /** The function's module could not be loaded. */
  failedToStart(payload: string): void;
}

/** A call of native-client.js. */
export type RuntimeMessage =
  | { readonly type: "next" }
  | { readonly type: "response" | "error"; readonly id: string; readonly body: string };

const PREFIX = "/2018-06-01/runtime";

/**
 * Lambda's Runtime API for one process of a function. Invocations and results use the process's channel; HTTP serves
 * the requests that the runtime client sends without its native half: initialization errors and streams.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly listening: ListeningServer,
    private readonly listener: RuntimeListener,
  ) {}

  static async start(listener: RuntimeListener): Promise<RuntimeApi> {
    const api: RuntimeApi = new RuntimeApi(
      await listen((request, response) => api.handle(request, response)),
      listener,
    );
    return api;
  }

  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  get authority(): string {
    return `${this.listening.host}:${this.listening.port}`;
  }

  /** Handles the calls of the process. */
  attend(child: ChildProcess): void {
    this.child = child;
    child.on("message", (message: RuntimeMessage) => {
      switch (message.type) {
        case "next":
          return this.listener.ready();
        case "response":
          return this.listener.answered(message.id, message.body);
        case "error":
          return this.listener.failed(message.id, message.body);
      }
    });
  }

  /** Passes an invocation to the process, which must be waiting for one. */
  invoke({ payload, requestId, deadline, functionArn, traceId }: Invocation): void {
    const headers = {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": requestId,
      "lambda-runtime-deadline-ms": String(deadline.getTime()),
      "lambda-runtime-invoked-function-arn": functionArn,
      "lambda-runtime-trace-id": traceId,
    };
    // If the process has just ended, its exit handler fails the invocation.
    this.child?.send({ bodyJson: payload, headers }, () => {});
  }

  close(): Promise<void> {
    return this.listening.close();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const body = String(await readBody(request).catch(() => ""));
    response.writeHead(202).end("{}");
    const [, id] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/response$/.exec(path) ?? [];
    if (id !== undefined) {
      this.listener.answered(decodeURIComponent(id), body);
    } else if (path === `${PREFIX}/init/error`) {
      this.listener.failedToStart(body);
    }
  }
}
