import { randomUUID } from "node:crypto";
import { type ListeningServer, listen, readBody } from "../http";
import type { FunctionModel } from "../stack/functions";

/** An invocation, as the runtime client receives it. */
export interface Invocation {
  readonly requestId: string;
  readonly bodyJson: string;
  readonly headers: Readonly<Record<string, string>>;
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

export function invocationOf({ arn, timeoutSeconds }: FunctionModel, payload: string): Invocation {
  const requestId = randomUUID();
  return {
    requestId,
    bodyJson: payload,
    headers: {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": requestId,
      "lambda-runtime-deadline-ms": String(Date.now() + timeoutSeconds * 1000),
      "lambda-runtime-invoked-function-arn": arn,
      "lambda-runtime-trace-id": traceId(),
    },
  };
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceId(): string {
  const id = randomUUID().replaceAll("-", "");
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${id.slice(0, 24)};Parent=${id.slice(16)};Sampled=0`;
}
