import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import * as z from "zod";
import type { AliasedFunction, FailedRequest, Span } from "../../rollout";
import { jsonIn } from "../../terraform";
import { clientIn, perRegion } from "./client";

const clients = perRegion((region) => new CloudWatchLogsClient(clientIn(region)));

/** Log events, of which some are about the same request. */
const SAMPLES = 15;
/** A page may be empty although more follow. */
const PAGES = 10;

/**
 * Errors that a function logs or throws, and invocations that Lambda reports as failed, including those of a killed
 * process, which logs nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html (Status)
 */
const FAILURES =
  '{ ($.level = "ERROR") || ($.record.status = "error") || ($.record.status = "failure") || ($.record.status = "timeout") }';

/** Lambda logs what a function throws as an object. */
const thrown = z.object({ errorType: z.string(), errorMessage: z.string() });

const record = z.object({
  message: z.union([z.string(), thrown]).optional(),
  reason: z.string().optional(),
  requestId: z.string().optional(),
  traceId: z.string().optional(),
  record: z
    .object({
      requestId: z.string().optional(),
      status: z.string().optional(),
      errorType: z.string().optional(),
      tracing: z.object({ value: z.string().optional() }).optional(),
    })
    .optional(),
});

/**
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function loggedFailures(
  region: string,
  { name }: AliasedFunction,
  { start, end }: Span,
): Promise<readonly FailedRequest[]> {
  const events: FilteredLogEvent[] = [];
  const pages = paginateFilterLogEvents(
    { client: clients(region), pageSize: SAMPLES },
    { logGroupName: logGroup(name), startTime: start, endTime: end, filterPattern: FAILURES },
  );
  let page = 0;
  for await (const { events: found = [] } of pages) {
    events.push(...found);
    page += 1;
    if (page === PAGES || events.length >= SAMPLES) {
      break;
    }
  }
  const failed = new Map<string, FailedRequest>();
  for (const { message: line = "" } of events) {
    const { data } = record.safeParse(jsonIn(line));
    const requestId = data?.requestId ?? data?.record?.requestId;
    if (data !== undefined && requestId !== undefined) {
      // An invocation may have logged an error, and be reported as failed.
      const known = failed.get(requestId);
      const traceId = data.traceId ?? ROOT.exec(data.record?.tracing?.value ?? "")?.[1];
      failed.set(requestId, {
        requestId,
        message: known?.message ?? `${name}: ${textOf(data)}`,
        trace: known?.trace ?? traceLink(region, traceId),
      });
    }
  }
  return [...failed.values()];
}

/** `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1` */
const ROOT = /Root=([^;]+)/;

function textOf({ message, reason, record: platform }: z.infer<typeof record>): string {
  const parts =
    typeof message === "object"
      ? [message.errorType, message.errorMessage]
      : [message, reason, platform?.status, platform?.errorType];
  return parts.filter((part) => part !== undefined).join(": ");
}

function logGroup(name: string): string {
  return `/aws/lambda/${name}`;
}

function traceLink(region: string, traceId: string | undefined): string | undefined {
  return traceId === undefined || traceId === ""
    ? undefined
    : `${consoleOf(region)}#xray:traces/${encodeURIComponent(traceId)}`;
}

/** Returns the page with a function's failures of a span. The console encodes the part after the `#` twice, with `$`. */
export function logsLink(region: string, name: string, { start, end }: Span): string {
  const twice = (text: string) => encodeURIComponent(encodeURIComponent(text)).replaceAll("%", "$");
  const parameters = `?start=${start}&end=${end}&filterPattern=${encodeURIComponent(FAILURES)}`;
  const once = encodeURIComponent(parameters).replaceAll("%", "$");
  return `${consoleOf(region)}#logsV2:log-groups/log-group/${twice(logGroup(name))}/log-events${once}`;
}

function consoleOf(region: string): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
}
