import { compare, ENOUGH, LEAST_BAD, shareOf } from "./comparison";
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
 * show what time alone has changed, but differ from the region. A change is to blame if the region is worse than its own
 * past, and the other regions are not as bad. With too few observations of the past, the other regions decide.
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
    return peers !== "worse" && areAsBad(others, after, increase) ? "worse everywhere" : "worse";
  }
  if (peers === "worse" && before.total < ENOUGH) {
    return "worse";
  }
  return past === "too few" ? "too few" : "as before";
}

/**
 * Whether the other regions have become bad, too. That they are not significantly better is not enough: without a
 * handful of bad observations of their own, they are only few.
 */
function areAsBad(others: Count, after: Count, increase: number): boolean {
  const isNear = shareOf(others) >= shareOf(after) / 2 || shareOf(after) - shareOf(others) < increase;
  return others.bad >= LEAST_BAD && isNear;
}

/** A canary that fails this often is bad; one failure may be the network's. */
const LEAST_CANARY_FAILURES = 2;

/** @param others - the canaries of the other regions, in the same time */
export function judgeCanary(after: Count, before: Count, others: Count): Finding {
  return {
    measure: "canary",
    verdict: canaryVerdict(after, before, others),
    evidence: `failed canary requests: ${counted(after)} after the change, ${counted(before)} before it, ${counted(others)} in the other regions`,
    counts: { after, before, others },
  };
}

function canaryVerdict(after: Count, before: Count, others: Count): Verdict {
  if (after.total < LEAST_CANARY_FAILURES) {
    return "too few";
  }
  if (!failsMostly(after) || after.bad < LEAST_CANARY_FAILURES || failsMostly(before)) {
    return "as before";
  }
  return failsMostly(others) ? "worse everywhere" : "worse";
}

function failsMostly(count: Count): boolean {
  return count.total > 0 && shareOf(count) >= 0.5;
}

/** `31 of 104 (29.8%)` */
export function counted(count: Count): string {
  const { total, bad } = count;
  return total === 0
    ? "none"
    : `${bad.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} (${(100 * shareOf(count)).toFixed(1)}%)`;
}
