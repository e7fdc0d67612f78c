/** The address that a request of this machine stands for: every connection here comes from a loopback address. */
export const SOURCE_HEADER = "x-source-address";

/** A request as it came in. */
export interface GatewayRequest {
  readonly method: string;
  /** As it was sent, percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  /** In the order in which they were sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly host: string;
  readonly sourceIp: string;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** The last value of a header. */
export function header(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  return headers.findLast(([one]) => one.toLowerCase() === name)?.[1];
}
