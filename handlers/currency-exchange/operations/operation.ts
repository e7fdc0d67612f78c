import type { Answer, Call } from "../../http/answer";
import type { OpenApiDocument } from "../openapi";
import type { RatesTable } from "../store/rates-table";
import type { RecentRates } from "../store/recent-rates";

/** The data sources of operations, all in this region. */
export interface Service {
  readonly region: string;
  readonly version: string;
  /** The served OpenAPI document. */
  readonly document: OpenApiDocument;
  readonly table: RatesTable;
  readonly recent: RecentRates;
}

/** @throws Problem */
export type Operation = (service: Service, call: Call) => Promise<Answer>;

/** Returns a JSON answer. Its age changes with time without making it a different answer. */
export function json(value: object, cacheSeconds?: number): Answer {
  const body = JSON.stringify(value);
  return {
    contentType: "application/json",
    body,
    identity: withoutAge(body),
    ...(cacheSeconds === undefined ? {} : { cacheSeconds }),
  };
}

function withoutAge(body: string): string {
  return body.replace(/"ageSeconds":\d+,?/g, "");
}
