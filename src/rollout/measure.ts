import { compare, ENOUGH, shareOf } from "./comparison";
import type { Count } from "./ports";

/** What was observed of a region, compared with the time before the change and with the other regions. */
export interface Measure {
  /** What the bad observations are: `5xx responses`. */
  readonly name: string;
  readonly after: Count;
  readonly before: Count;
  /** The other regions in the same time. */
  readonly others: Count;
  /** The least increase of the share of bad observations that matters. */
  readonly increase: number;
}

/**
 * "worse": only this region has become worse, so its change is the cause. "worse everywhere": the other regions are as
 * bad, so it is not, or not alone.
 */
export type Verdict = "worse" | "worse everywhere" | "as before" | "too few";

/** A verdict on one measure, an alarm or a canary, with its evidence in a sentence. */
export interface Finding {
  readonly measure: string;
  readonly verdict: Verdict;
  readonly evidence: string;
  /** The observations; undefined for an alarm. */
  readonly counts?: { readonly after: Count; readonly before: Count; readonly others?: Count };
}

/**
 * Judges a measure. The region's own past shows what is normal there, but time alone changes much; the other regions
 * show what time alone has changed, but differ from the region. A change is to blame if both comparisons say so, or
 * one does and the other has too few observations.
 *
 * @see https://sre.google/workbook/canarying-releases/ (Before/After Evaluation Is Risky)
 */
export function judge(measure: Measure): Finding {
  const { name, after, before, others } = measure;
  return {
    measure: name,
    verdict: verdictOf(measure),
    evidence: `${name}: ${counted(after)} after the change, ${counted(before)} before it, ${counted(others)} in the other regions`,
    counts: { after, before, others },
  };
}

function verdictOf({ after, before, others, increase }: Measure): Verdict {
  const past = compare(after, before, increase);
  const peers = compare(after, others, increase);
  if (past === "worse") {
    return peers === "worse" || others.total < ENOUGH ? "worse" : "worse everywhere";
  }
  if (peers === "worse" && before.total < ENOUGH) {
    return "worse";
  }
  return past === "too few" ? "too few" : "as before";
}

/** A canary that fails repeatedly is bad. One failure may be the network's, until there is nothing else to wait for. */
export function judgeCanary(after: Count, before: Count, isOver: boolean): Finding {
  const failsMostly = shareOf(after) >= 0.5 && after.bad >= (isOver ? 1 : 2);
  const failedBefore = before.total > 0 && shareOf(before) >= 0.5;
  return {
    measure: "canary",
    verdict: after.total === 0 ? "too few" : failsMostly && !failedBefore ? "worse" : "as before",
    evidence: `failed canary requests: ${counted(after)} after the change, ${counted(before)} before it`,
    counts: { after, before },
  };
}

/** `31 of 104 (29.8%)` */
export function counted(count: Count): string {
  const { total, bad } = count;
  return total === 0
    ? "none"
    : `${bad.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} (${(100 * shareOf(count)).toFixed(1)}%)`;
}
