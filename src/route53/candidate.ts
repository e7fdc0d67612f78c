import type { Client, Draw } from "./client";
import type { Step } from "./trace";
import type { Policy, RoutingRecord } from "./zone";

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
