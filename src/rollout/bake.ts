import { reasonOf } from "./event";
import type { Finding } from "./measure";
import { poll, type StepProps, Stop, stopIfWorse } from "./poll";

const PAUSE = 30_000;

export interface BakeProps extends StepProps {
  /** When the bake is over. */
  readonly until: number;
  readonly watch: () => Promise<readonly Finding[]>;
}

/**
 * Watches a region until its time is over.
 *
 * @returns the last findings
 * @throws Stop if the region is worse than before, its own change is not the cause, or it could not be watched
 */
export async function bake(props: BakeProps): Promise<readonly Finding[]> {
  const { ports, region, until, watch, report } = props;
  const left = () => until - ports.now();
  const pause = () => (left() > 0 ? Math.min(PAUSE, left()) : PAUSE);
  const watched = poll(props, pause, async () => {
    const isOver = left() <= 0;
    const findings = await watch();
    stopIfWorse(findings);
    if (isOver) {
      return findings;
    }
    report({ event: "bake", region, secondsLeft: Math.max(0, Math.ceil(left() / 1000)), findings });
    return undefined;
  });
  const findings = await watched.catch((error: unknown) => {
    throw error instanceof Stop
      ? error
      : new Stop("held", [`${region} could not be watched: ${reasonOf(error)}`]);
  });
  const everywhere = findings.filter(({ verdict }) => verdict === "worse everywhere");
  if (everywhere.length > 0) {
    const evidence = everywhere.map((one) => one.evidence).join("; ");
    throw new Stop("held", [
      `${region} is worse than before its change, but so are the other regions (${evidence})`,
    ]);
  }
  return findings;
}
