import type { Context } from "aws-lambda";
import { Decimal } from "./domain/decimal";
import { Environment, list, optional, required } from "./environment";
import { Ingestion, type IngestionResult } from "./ingestion";
import { ProviderChain, providers } from "./providers";
import { readParameter } from "./providers/ssm-parameter";
import { RatesTable } from "./store/rates-table";
import { regionalReplica } from "./store/replica";
import { errorFields, log } from "./telemetry";

const keyParameter = optional(Environment.openExchangeRatesKeyParameter, "");

const ingestion = new Ingestion({
  table: new RatesTable(regionalReplica(), required(Environment.tableName)),
  chain: new ProviderChain(
    providers({
      names: list(Environment.rateProviders, "frankfurter,ecb"),
      frankfurterUrl: optional(Environment.frankfurterUrl, "https://api.frankfurter.dev/v1"),
      ecbUrl: optional(Environment.ecbUrl, "https://www.ecb.europa.eu/stats/eurofxref"),
      openExchangeRatesUrl: optional(Environment.openExchangeRatesUrl, "https://openexchangerates.org/api"),
      openExchangeRatesKey: keyParameter === "" ? undefined : () => readParameter(keyParameter),
    }),
  ),
  maxJump: new Decimal(optional(Environment.maxRateJump, "0.2")),
});

/** Stores the newest rates in this region's replica. The event says nothing that matters. */
export async function handler(_event: unknown, { awsRequestId }: Context): Promise<IngestionResult> {
  const fields = { requestId: awsRequestId };
  try {
    return await ingestion.run(new Date(), fields);
  } catch (error) {
    log("ERROR", "Nothing was ingested", { ...fields, ...errorFields(error) });
    throw error;
  }
}
