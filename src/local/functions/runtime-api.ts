import { type ListeningServer, listen, readBody } from "../http";

/** An invocation as passed to the function. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly functionArn: string;
  readonly deadline: Date;
  readonly traceId: string;
}

/** A call of the runtime client. An error is JSON with errorType and errorMessage. */
export type RuntimeCall =
  /** The process has loaded the function or finished an invocation, and waits for the next one. */
  | { readonly type: "next" }
  | { readonly type: "response" | "error"; readonly id: string; readonly body: string }
  /** The function's module could not be loaded. */
  | { readonly type: "init-error"; readonly body: string };

/**
 * Starts Lambda's Runtime API for one process of a function. Invocations and results use the process's channel, by
 * native-client.js. HTTP serves the calls that the runtime client makes without its native half: initialization errors
 * and streams.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export function startRuntimeApi(receive: (call: RuntimeCall) => void): Promise<ListeningServer> {
  return listen(async (request, response) => {
    const body = String(await readBody(request).catch(() => ""));
    response.writeHead(202).end("{}");
    const [, call, id = ""] =
      /\/runtime\/(init\/error|invocation\/(.+)\/response)$/.exec(request.url ?? "") ?? [];
    if (call === "init/error") {
      receive({ type: "init-error", body });
    } else if (call !== undefined) {
      receive({ type: "response", id: decodeURIComponent(id), body });
    }
  });
}

/** Returns the answer to the runtime client's call for the next invocation. */
export function nextInvocation({ payload, requestId, deadline, functionArn, traceId }: Invocation) {
  return {
    bodyJson: payload,
    headers: {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": requestId,
      "lambda-runtime-deadline-ms": String(deadline.getTime()),
      "lambda-runtime-invoked-function-arn": functionArn,
      "lambda-runtime-trace-id": traceId,
    },
  };
}
