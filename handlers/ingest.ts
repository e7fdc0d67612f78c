import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { freshness } from "./domain/freshness";
import { sameSnapshot } from "./domain/snapshot";
import { Environment, required } from "./environment";
import { Frankfurter } from "./providers/frankfurter";
import { regionalReplica } from "./store/dynamodb";
import { Snapshots } from "./store/snapshots";
import { telemetry } from "./telemetry";

const { logger, metrics, tracer } = telemetry("ingest");
const provider = new Frankfurter(required(Environment.frankfurterUrl));
const snapshots = new Snapshots(
  tracer.captureAWSv3Client(regionalReplica()),
  required(Environment.tableName),
);

/**
 * Stores the provider's newest rates in this region's replica. Run again, or in another region, it stores the
 * same item; a failure leaves what is stored as it is, and is left to the next run.
 *
 * @throws ProviderFailure, or what the replica answers: Lambda counts it as an error
 */
export async function handler(_event: unknown, context: Context): Promise<{ asOf: string; stored: boolean }> {
  logger.addContext(context);
  const now = new Date();
  try {
    const snapshot = await provider.latest();
    const known = await snapshots.newest(now);
    const stored = known === undefined || !sameSnapshot(known, snapshot);
    if (stored) {
      await snapshots.store(snapshot);
    }
    metrics.addMetric("RatesAge", MetricUnit.Seconds, freshness(snapshot.date, now).ageSeconds);
    logger.info(stored ? "Stored rates" : "The rates are stored already", {
      asOf: snapshot.date,
      source: snapshot.source,
    });
    return { asOf: snapshot.date, stored };
  } finally {
    metrics.publishStoredMetrics();
  }
}
