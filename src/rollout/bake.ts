import { type Report, reasonOf } from "./event";
import type { Finding } from "./measure";
import type { Ports } from "./ports";

const POLL = 30_000;
/** Failures to look, in a row, after which a region counts as unwatched. */
export const BLIND = 5;

export type BakeEnd =
  | { readonly end: "passed"; readonly findings: readonly Finding[] }
  | { readonly end: "interrupted" }
  | { readonly end: "bad"; readonly evidence: readonly string[] }
  /** The region stays as it is: its own change is not the cause, or it could not be watched. */
  | { readonly end: "held"; readonly why: string };

export interface BakeProps {
  readonly ports: Ports;
  readonly region: string;
  /** When the bake is over. */
  readonly until: number;
  readonly watch: () => Promise<readonly Finding[]>;
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** Watches a region until its time is over or it is worse than before. */
export async function bake({ ports, region, until, watch, signal, report }: BakeProps): Promise<BakeEnd> {
  let failures = 0;
  while (true) {
    const isOver = ports.now() >= until;
    let findings: readonly Finding[] | undefined;
    try {
      findings = await watch();
      failures = 0;
    } catch (error) {
      const why = reasonOf(error);
      report({ event: "unwatched", region, why });
      failures += 1;
      if (failures === BLIND) {
        return { end: "held", why: `${region} could not be watched: ${why}` };
      }
    }
    if (findings !== undefined) {
      const worse = findings.filter(({ verdict }) => verdict === "worse");
      if (worse.length > 0) {
        return { end: "bad", evidence: worse.map(({ evidence }) => evidence) };
      }
      if (isOver) {
        return passed(region, findings);
      }
      const secondsLeft = Math.ceil((until - ports.now()) / 1000);
      report({ event: "bake", region, secondsLeft: Math.max(0, secondsLeft), findings });
    }
    if (signal.aborted) {
      return { end: "interrupted" };
    }
    const left = until - ports.now();
    await ports.sleep(left > 0 ? Math.min(POLL, left) : POLL, signal);
  }
}

function passed(region: string, findings: readonly Finding[]): BakeEnd {
  const everywhere = findings.filter(({ verdict }) => verdict === "worse everywhere");
  return everywhere.length === 0
    ? { end: "passed", findings }
    : {
        end: "held",
        why: `${region} is worse than before its change, but so are the other regions (${everywhere.map(({ evidence }) => evidence).join("; ")})`,
      };
}
