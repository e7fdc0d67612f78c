/** The seconds over which the web ACL counts an address's requests. */
export const ADDRESS_WINDOW_SECONDS = 300;

/** WAF's limits for a rate-based rule. */
export const [FEWEST_PER_ADDRESS, MOST_PER_ADDRESS] = [10, 2_000_000] as const;

interface RequestLimit {
  readonly requestsPerSecond: number;
}

/**
 * Returns the requests that one address may send in five minutes unless configured: half of one method's throttling
 * limit, so that no single address uses all of it, but at least the limit of one client with a key.
 *
 * @param client - the limit of each client; undefined without client keys
 */
export function requestsPerAddress(throttling: RequestLimit, client: RequestLimit | undefined): number {
  const half = (throttling.requestsPerSecond * ADDRESS_WINDOW_SECONDS) / 2;
  const ofAClient = (client?.requestsPerSecond ?? 0) * ADDRESS_WINDOW_SECONDS;
  return Math.min(MOST_PER_ADDRESS, Math.max(FEWEST_PER_ADDRESS, half, ofAClient));
}
