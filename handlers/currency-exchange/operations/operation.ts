import type { Answer, Call } from "../../http/answer";
import type { OpenApiDocument } from "../openapi";
import type { RatesTable } from "../store/rates-table";
import type { RecentRates } from "../store/recent-rates";

/** What operations answer from: this region alone. */
export interface Service {
  readonly region: string;
  readonly version: string;
  /** What clients are told of the API. */
  readonly document: OpenApiDocument;
  readonly table: RatesTable;
  readonly recent: RecentRates;
}

/** @throws Problem */
export type Operation = (service: Service, call: Call) => Promise<Answer>;

/** A JSON answer. Its age passes with time: it is the same answer all the while. */
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
