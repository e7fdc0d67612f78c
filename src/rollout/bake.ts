import { reasonOf } from "./event";
import type { Finding } from "./measure";
import { poll, type StepProps, type Stopped, worse } from "./poll";

const PAUSE = 30_000;

/** How a bake ended: "held" if the region's own change is not the cause, or it could not be watched. */
export type BakeEnd =
  | Stopped
  | { readonly end: "passed"; readonly findings: readonly Finding[] }
  | { readonly end: "held"; readonly why: string };

export interface BakeProps extends StepProps {
  /** When the bake is over. */
  readonly until: number;
  readonly watch: () => Promise<readonly Finding[]>;
}

/** Watches a region until its time is over or it is worse than before. */
export async function bake(props: BakeProps): Promise<BakeEnd> {
  const { ports, region, until, watch, report } = props;
  const left = () => until - ports.now();
  const pause = () => (left() > 0 ? Math.min(PAUSE, left()) : PAUSE);
  const ended = poll<BakeEnd>(props, pause, async () => {
    const isOver = left() <= 0;
    const findings = await watch();
    const end = worse(findings) ?? (isOver ? passed(region, findings) : undefined);
    if (end === undefined) {
      report({ event: "bake", region, secondsLeft: Math.max(0, Math.ceil(left() / 1000)), findings });
    }
    return end;
  });
  return ended.catch((error: unknown) => ({
    end: "held",
    why: `${region} could not be watched: ${reasonOf(error)}`,
  }));
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
