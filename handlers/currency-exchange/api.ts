import type { APIGatewayProxyResult, Context } from "aws-lambda";
import { Environment, list, optional, required } from "../environment";
import { regionalReplica } from "../replica";
import { invocation } from "../tracing";
import { apiDocument, served, withClientKeys } from "./openapi";
import { currencyExchangeApi } from "./rest-api";
import { RatesTable } from "./store/rates-table";
import { RecentRates } from "./store/recent-rates";

const table = new RatesTable(regionalReplica(), required(Environment.tableName));

const api = currencyExchangeApi(
  {
    region: required("AWS_REGION"),
    version: optional(Environment.serviceVersion, "unknown"),
    document: served(
      optional(Environment.clientKeys, "") === "required" ? withClientKeys(apiDocument) : apiDocument,
    ),
    table,
    recent: new RecentRates(table),
  },
  {
    corsOrigins: list(Environment.corsOrigins, ""),
    cached: optional(Environment.stageCache, "") === "on",
    clock: () => new Date(),
  },
);

/** Serves the API from this region's replica. No request waits for another region or for a rate provider. */
export async function handler(
  event: unknown,
  { awsRequestId }: Pick<Context, "awsRequestId">,
): Promise<APIGatewayProxyResult> {
  return invocation("api", () => api.answer(event, awsRequestId));
}
