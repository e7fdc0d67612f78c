import type { Place } from "./places";
import type { Step } from "./rules";
import type { Policy, RoutingRecord } from "./zone";

/** Where a client falls in what Route 53 leaves to chance; `every` is answered by all that may answer. */
export type Draw = number | "every";

/** Who asks. */
export interface Client {
  readonly place: Place;
  /** The IP address that IP-based routing goes by; such records have no location for a client without one. */
  readonly address?: string;
  /**
   * From 0 to just below 1: the same draw gets the same answer from weights and from more than eight values.
   *
   * @default 0
   */
  readonly draw?: Draw;
}

export type PolicyKind = Policy["kind"];

/** A record that may be chosen. */
export interface Candidate {
  readonly record: RoutingRecord;
  readonly policy: Policy;
  readonly healthy: boolean;
}

export interface CandidateOf<Kind extends PolicyKind> extends Candidate {
  readonly policy: Extract<Policy, { kind: Kind }>;
}

/** What a policy chose: no record, if none is for the client; several, if they answer together. */
export interface Choice {
  readonly records: readonly RoutingRecord[];
  readonly steps: readonly Step[];
  /** What is left of the client's draw for choices further down. */
  readonly draw: Draw;
}

export type Choose<Kind extends PolicyKind> = (
  candidates: readonly CandidateOf<Kind>[],
  client: Client,
  draw: Draw,
  /** The name and type that were asked for. */
  subject: string,
) => Choice;

/**
 * The healthy candidates; all, if none is.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 */
export function usable<Kind extends PolicyKind>(
  candidates: readonly CandidateOf<Kind>[],
  subject: string,
): { readonly pool: readonly CandidateOf<Kind>[]; readonly steps: readonly Step[] } {
  const pool = candidates.filter(({ healthy }) => healthy);
  return pool.length > 0
    ? { pool, steps: [] }
    : {
        pool: candidates,
        steps: [{ rule: "all-unhealthy", subject, detail: `none of ${candidates.length} is healthy` }],
      };
}
