import type { Parameters } from "../../http/parameters";
import type { Request } from "../../http/request";
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

/** A request whose parameters have been held against the OpenAPI document. */
export interface Call {
  readonly parameters: Parameters;
  readonly request: Request;
  readonly now: Date;
}

export interface Answer {
  readonly contentType: string;
  readonly body: string;
  /** Seconds for which clients may keep the answer. Undefined: not at all. */
  readonly cacheSeconds?: number;
  /** What makes the answer this one, where `body` has more in it that changes with time. */
  readonly identity?: string;
  readonly headers?: Readonly<Record<string, string>>;
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
