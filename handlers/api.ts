import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { convert, ratesOf, UnknownCurrency } from "./domain/convert";
import { freshness } from "./domain/freshness";
import type { Snapshot } from "./domain/snapshot";
import { Environment, required } from "./environment";
import { Problem } from "./http/problem";
import { Query } from "./http/query";
import { LatestSnapshot } from "./latest-snapshot";
import { regionalReplica } from "./store/dynamodb";
import { Snapshots } from "./store/snapshots";
import { telemetry } from "./telemetry";

const { logger, tracer } = telemetry("api");
const region = required("AWS_REGION");
const version = required(Environment.serviceVersion);
const latest = new LatestSnapshot(
  new Snapshots(tracer.captureAWSv3Client(regionalReplica()), required(Environment.tableName)),
);

type Operation = (query: Query, now: Date) => Promise<object>;

const OPERATIONS: Readonly<Record<string, { readonly id: string; readonly answer: Operation }>> = {
  "GET /status": { id: "getStatus", answer: status },
  "GET /v1/latest": { id: "getLatest", answer: latestRates },
  "GET /v1/convert": { id: "getConversion", answer: conversion },
};

/** Answers the API from this region's replica: no request waits for another region or for a rate provider. */
export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  const { requestId } = event.requestContext;
  logger.addContext(context);
  logger.appendKeys({ requestId });
  try {
    return respond(200, "application/json", await answer(event), requestId);
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status >= 500) {
      logger.error(problem.title, {
        problem: problem.type,
        error: error instanceof Error ? error : String(error),
      });
    } else {
      logger.info(problem.title, { problem: problem.type, detail: problem.detail });
    }
    const retry =
      problem.retryAfterSeconds === undefined ? {} : { "Retry-After": String(problem.retryAfterSeconds) };
    return respond(problem.status, "application/problem+json", problem.body(requestId), requestId, retry);
  }
}

async function answer(event: APIGatewayProxyEvent): Promise<object> {
  const operation = OPERATIONS[`${event.httpMethod} ${event.path}`];
  if (operation === undefined) {
    throw new Problem("not-found", "GET /status, /v1/latest and /v1/convert are there");
  }
  const query = new Query(operation.id, event.multiValueQueryStringParameters ?? {});
  return operation.answer(query, new Date());
}

/** 503 where the replica does not answer, which moves users to another region; never for the provider's faults. */
async function status(_query: Query, now: Date): Promise<object> {
  const snapshot = await latest.read(now);
  return {
    status: "ok",
    region,
    version,
    ...(snapshot === undefined
      ? {}
      : { asOf: snapshot.date, ageSeconds: freshness(snapshot.date, now).ageSeconds }),
  };
}

async function latestRates(query: Query, now: Date): Promise<object> {
  const base = query.currency("base", "EUR");
  const symbols = query.currencies("symbols");
  const snapshot = await newest(now);
  return { base, ...provenance(snapshot, now), rates: ratesOf(snapshot, base, symbols) };
}

async function conversion(query: Query, now: Date): Promise<object> {
  const from = query.currency("from");
  const to = query.currency("to");
  const amount = query.amount("amount");
  const snapshot = await newest(now);
  return { from, to, amount, ...convert(snapshot, from, to, amount), ...provenance(snapshot, now) };
}

async function newest(now: Date): Promise<Snapshot> {
  const snapshot = await latest.get(now);
  if (snapshot === undefined) {
    throw new Problem("no-rates-yet", "The first rates have not been stored yet", 60);
  }
  return snapshot;
}

function provenance(snapshot: Snapshot, now: Date) {
  return { asOf: snapshot.date, source: snapshot.source, ...freshness(snapshot.date, now) };
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  if (error instanceof UnknownCurrency) {
    return new Problem("unknown-currency", error.message);
  }
  return new Problem("region-unavailable", "This region's table does not answer", 5);
}

function respond(
  statusCode: number,
  contentType: string,
  body: object,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: {
      "Content-Type": contentType,
      "Cache-Control": "no-store",
      "X-Request-Id": requestId,
      "X-Served-By": region,
      ...headers,
    },
    body: JSON.stringify(body),
  };
}
