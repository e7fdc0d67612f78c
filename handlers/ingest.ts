import type { Context } from "aws-lambda";
import { Decimal } from "./domain/decimal";
import { Environment, list, optional, required } from "./environment";
import { Ingestion, type IngestionResult } from "./ingestion";
import { openExchangeRates, ProviderChain, providers } from "./providers";
import { readParameter } from "./providers/ssm-parameter";
import { regionalReplica } from "./store/replica";
import { WritableRatesTable } from "./store/writable-rates-table";
import { errorFields, log } from "./telemetry";
import { invocation } from "./tracing";

const keyParameter = optional(Environment.openExchangeRatesKeyParameter, "");

const ingestion = new Ingestion({
  table: new WritableRatesTable(regionalReplica(), required(Environment.tableName)),
  chain: new ProviderChain([
    ...providers(list(Environment.rateProviders, "frankfurter,ecb")),
    ...(keyParameter === "" ? [] : [openExchangeRates(() => readParameter(keyParameter))]),
  ]),
  maxJump: new Decimal(optional(Environment.maxRateJump, "0.2")),
});

/** Stores the newest rates in this region's replica. The event says nothing that matters. */
export async function handler(
  _event: unknown,
  { awsRequestId }: Pick<Context, "awsRequestId">,
): Promise<IngestionResult> {
  const fields = { requestId: awsRequestId };
  try {
    return await invocation("ingest", () => ingestion.run(new Date(), fields));
  } catch (error) {
    log("ERROR", "Nothing was ingested", { ...fields, ...errorFields(error) });
    throw error;
  }
}
