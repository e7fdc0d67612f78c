import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";

/**
 * Subsegments for X-Ray, sent to the daemon that Lambda runs beside the function. AWS's X-Ray SDK is in maintenance
 * mode and would more than double the bundle. This file needs only one datagram per subsegment.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */

export type Annotations = Readonly<Record<string, string | number | boolean>>;

/** The kind of work that a subsegment represents, with its details for X-Ray. */
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

/** Returns the trace id of this invocation, whether it is sampled or not. */
export function traceId(): string | undefined {
  return /Root=([0-9a-f-]{1,64})/.exec(process.env["_X_AMZN_TRACE_ID"] ?? "")?.[1];
}

/** Adds annotations, which X-Ray can search, to the current subsegment. */
export function annotate(annotations: Annotations): void {
  Object.assign(current.getStore()?.annotations ?? {}, annotations);
}

/** Runs work in a subsegment of the current subsegment or of the function. Without sampling, it only runs the work. */
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

/**
 * Runs an invocation's work in a subsegment, and waits until all subsegments are sent, because Lambda freezes the
 * process afterwards.
 */
export async function invocation<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await subsegment(name, { kind: "function" }, run);
  } finally {
    await Promise.all(sending);
  }
}

/** Returns the function's own segment, which Lambda sends, or undefined if the request is not sampled. */
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
  // A lost trace must not fail a request.
  const sent = new Promise<void>((resolve) => {
    datagrams.send(HEADER + JSON.stringify(document), Number(port), host, () => resolve());
  });
  sending.add(sent);
  sent.then(() => sending.delete(sent));
}
