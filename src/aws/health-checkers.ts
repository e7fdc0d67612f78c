import published from "./health-checker-ranges.json";

/** A source address range of Route 53's health checkers. */
export interface CheckerRange {
  /** In CIDR notation. */
  readonly range: string;
  /** The checker region, or `GLOBAL` for all. */
  readonly region: string;
}

/**
 * Route 53's published health checker ranges, IPv4. Checkers resolve a domain name to an IPv4 address, and so never send
 * from others. `npm run generate checker-ranges` refreshes the file.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/route-53-ip-addresses.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
 */
export const CHECKER_RANGES: readonly CheckerRange[] = published.ranges;

/** Returns a source address of a checker region. */
export function checkerAddress(region: string): string {
  const own = CHECKER_RANGES.find((one) => one.region === region) ?? CHECKER_RANGES[0];
  const [network = ""] = (own?.range ?? "").split("/");
  return network.replace(/\d+$/, (last) => String(Number(last) + 1));
}
