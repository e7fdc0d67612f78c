import type { Context } from "aws-lambda";
import { Environment, list, optional, required } from "../environment";
import { regionalReplica } from "../replica";
import { errorFields, type Fields, log } from "../telemetry";
import { invocation } from "../tracing";
import { Decimal } from "./domain/decimal";
import { RatesEnvironment } from "./environment";
import { Ingestion } from "./ingestion";
import { LiveIngestion } from "./live-ingestion";
import { liveProvider, ProviderChain, providers } from "./providers";
import { readParameter } from "./providers/ssm-parameter";
import { WritableRatesTable } from "./store/writable-rates-table";

const table = new WritableRatesTable(regionalReplica(), required(Environment.tableName));
const maxJump = new Decimal(optional(RatesEnvironment.maxRateJump, "0.2"));

const ingestion = new Ingestion({
  table,
  chain: new ProviderChain(providers(list(RatesEnvironment.rateProviders, "frankfurter,ecb"))),
  kind: "daily-reference",
  maxJump,
});

const liveIngestion = optional(RatesEnvironment.liveProvider, "") === "" ? undefined : live();

function live(): LiveIngestion {
  const seconds = Number(optional(RatesEnvironment.liveInterval, "3600"));
  const region = required("AWS_REGION");
  const key = () => readParameter(required(RatesEnvironment.liveKeyParameter));
  const provider = liveProvider(required(RatesEnvironment.liveProvider), key, seconds);
  const chain = new ProviderChain([provider], { openMs: Math.min(2 * seconds, 1800) * 1000 });
  return new LiveIngestion({
    table,
    ingestion: new Ingestion({ table, chain, kind: "live", maxJump }),
    turns: { region, regions: list(RatesEnvironment.liveRegions, region), intervalMs: seconds * 1000 },
  });
}

/**
 * Stores the newest rates in this region's replica: live rates if the event requests them, otherwise fixings.
 *
 * @param event - `{ "rates": "live", "scheduledAt": "2026-04-13T15:00:00Z" }`, or any other value for fixings
 */
export async function handler(
  event: unknown,
  { awsRequestId }: Pick<Context, "awsRequestId">,
): Promise<object> {
  const fields = { requestId: awsRequestId };
  try {
    return await invocation("ingest", () => run(event, fields));
  } catch (error) {
    log("ERROR", "The ingestion failed", { ...fields, ...errorFields(error) });
    throw error;
  }
}

async function run(event: unknown, fields: Fields): Promise<object> {
  const now = new Date();
  if (liveIngestion === undefined || typeof event !== "object" || event === null) {
    return ingestion.run(now, fields);
  }
  const { rates, scheduledAt }: { rates?: unknown; scheduledAt?: unknown } = event;
  const scheduled = new Date(typeof scheduledAt === "string" ? scheduledAt : Number.NaN);
  return rates === "live"
    ? liveIngestion.run(Number.isNaN(scheduled.getTime()) ? now : scheduled, now, fields)
    : ingestion.run(now, fields);
}
