import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";

/**
 * Subsegments for X-Ray, sent to the daemon that Lambda runs beside the function. AWS's SDK for X-Ray is in its last
 * years and would more than double the bundle; what is used of it here is one datagram a subsegment.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */

export type Annotations = Readonly<Record<string, string | number | boolean>>;

/** What kind of work a subsegment is, and what X-Ray shows of it. */
export type Work =
  | { readonly kind: "function" }
  | { readonly kind: "remote" }
  | { readonly kind: "aws"; readonly aws: Readonly<Record<string, string>> };

interface Subsegment {
  readonly id: string;
  readonly traceId: string;
  readonly annotations: Record<string, string | number | boolean>;
}

const HEADER = `${JSON.stringify({ format: "json", version: 1 })}\n`;

const current = new AsyncLocalStorage<Subsegment>();
const sending = new Set<Promise<void>>();
let socket: Socket | undefined;

/** The trace of this invocation, whether it is sampled or not. */
export function traceId(): string | undefined {
  return /Root=([0-9a-f-]{1,64})/.exec(process.env["_X_AMZN_TRACE_ID"] ?? "")?.[1];
}

/** Adds what a trace can be found by to the subsegment that is going on. */
export function annotate(annotations: Annotations): void {
  Object.assign(current.getStore()?.annotations ?? {}, annotations);
}

/** Does the work as a subsegment of the one that is going on, or of the function; as itself where nothing is sampled. */
export async function subsegment<Result>(
  name: string,
  work: Work,
  run: () => Promise<Result>,
): Promise<Result> {
  const parent = current.getStore() ?? functionSegment();
  if (parent === undefined) {
    return run();
  }
  const own: Subsegment = { id: randomBytes(8).toString("hex"), traceId: parent.traceId, annotations: {} };
  const start = Date.now() / 1000;
  const end = (outcome: object) =>
    send({
      name,
      id: own.id,
      trace_id: own.traceId,
      parent_id: parent.id,
      type: "subsegment",
      start_time: start,
      end_time: Date.now() / 1000,
      annotations: own.annotations,
      ...(work.kind === "function" ? {} : { namespace: work.kind }),
      ...(work.kind === "aws" ? { aws: work.aws } : {}),
      ...outcome,
    });
  try {
    const result = await current.run(own, run);
    end({});
    return result;
  } catch (error) {
    end({ fault: true, metadata: { error: error instanceof Error ? error.name : "unknown" } });
    throw error;
  }
}

/** Does an invocation's work as a subsegment, and waits until all has been sent: Lambda then stops the process. */
export async function invocation<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await subsegment(name, { kind: "function" }, run);
  } finally {
    await Promise.all(sending);
  }
}

/** The function's own segment, which Lambda sends; undefined where the request is not sampled. */
function functionSegment(): Pick<Subsegment, "id" | "traceId"> | undefined {
  const header = process.env["_X_AMZN_TRACE_ID"] ?? "";
  const [, id] = /Parent=([0-9a-f]{16})/.exec(header) ?? [];
  const root = traceId();
  return header.includes("Sampled=1") && id !== undefined && root !== undefined
    ? { id, traceId: root }
    : undefined;
}

function send(document: object): void {
  const [host, port] = (process.env["AWS_XRAY_DAEMON_ADDRESS"] ?? "").split(":");
  if (host === undefined || port === undefined) {
    return;
  }
  socket ??= createSocket("udp4").unref();
  const datagrams = socket;
  // A trace that is lost is no reason to fail a request.
  const sent = new Promise<void>((resolve) => {
    datagrams.send(HEADER + JSON.stringify(document), Number(port), host, () => resolve());
  });
  sending.add(sent);
  sent.then(() => sending.delete(sent));
}
