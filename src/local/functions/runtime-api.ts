import type { IncomingMessage, ServerResponse } from "node:http";
import { type ListeningServer, listen, readBody } from "../http";

/** What one invocation hands to the function. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly functionArn: string;
  readonly deadline: Date;
  readonly traceId: string;
}

/** What the function's process says. */
export interface RuntimeListener {
  /** It has loaded the function, or finished its last invocation, and waits for one. */
  ready(): void;
  answered(requestId: string, payload: string): void;
  /** `payload` is the error as JSON, with errorType and errorMessage. */
  failed(requestId: string, payload: string): void;
  /** The function's module could not be loaded. */
  failedToStart(payload: string): void;
}

const PREFIX = "/2018-06-01/runtime";

/**
 * Lambda's Runtime API for one process of a function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  private waiting: ServerResponse | undefined;

  private constructor(private readonly listening: ListeningServer) {}

  static async start(listener: RuntimeListener): Promise<RuntimeApi> {
    const api: RuntimeApi = new RuntimeApi(
      await listen((request, response) => api.handle(request, response, listener)),
    );
    return api;
  }

  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  get authority(): string {
    return `${this.listening.host}:${this.listening.port}`;
  }

  /** Hands an invocation to the process, which must be waiting for one. */
  invoke(invocation: Invocation): void {
    const response = this.waiting;
    if (response === undefined) {
      throw new Error("the process is not waiting for an invocation");
    }
    this.waiting = undefined;
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": invocation.requestId,
      "Lambda-Runtime-Deadline-Ms": String(invocation.deadline.getTime()),
      "Lambda-Runtime-Invoked-Function-Arn": invocation.functionArn,
      "Lambda-Runtime-Trace-Id": invocation.traceId,
    });
    response.end(invocation.payload);
  }

  close(): Promise<void> {
    return this.listening.close();
  }

  private async handle(request: IncomingMessage, response: ServerResponse, listener: RuntimeListener) {
    const path = request.url ?? "";
    if (request.method === "GET" && path === `${PREFIX}/invocation/next`) {
      this.waiting = response;
      listener.ready();
      return;
    }
    const body = String(await readBody(request).catch(() => ""));
    response.writeHead(202).end("{}");
    const [, id, what] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (id !== undefined && what === "response") {
      listener.answered(decodeURIComponent(id), body);
    } else if (id !== undefined) {
      listener.failed(decodeURIComponent(id), body);
    } else if (path === `${PREFIX}/init/error`) {
      listener.failedToStart(body);
    }
  }
}
