/** The header with a client's simulated address, because every local connection comes from a loopback address. */
export const SOURCE_HEADER = "x-source-address";

/** An incoming request. */
export interface GatewayRequest {
  readonly method: string;
  /** The path as sent, percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  /** Headers in the order of the request. */
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

/** Returns the last value of a header. */
export function header(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  return headers.findLast(([one]) => one.toLowerCase() === name)?.[1];
}
