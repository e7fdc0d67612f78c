import { compare, ENOUGH, LEAST_BAD, shareOf } from "./comparison";
import type { Count } from "./ports";

/** What was observed of a region, compared with the time before the change and with the other regions. */
export interface Compared {
  /** What the bad observations are: `5xx responses`. */
  readonly name: string;
  readonly after: Count;
  readonly before: Count;
  /** The other regions in the same time. */
  readonly others: Count;
  /** The other regions before the change. */
  readonly othersBefore: Count;
  /** This region at the same time a day earlier, if the time before the change is another time of day. */
  readonly dayBefore?: Count | undefined;
}

/**
 * "worse": only this region has become worse, so its change is the cause. "worse everywhere": the other regions have
 * become as bad, so it is not, or not alone.
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
 * show what time alone has changed, but differ from the region. A change is to blame if the region has become worse than
 * its own past, and the other regions have not become as bad. With too few observations of the past, the other regions
 * decide.
 *
 * @param increase - the least increase of the share of bad observations that matters
 * @see https://sre.google/workbook/canarying-releases/ (Before/After Evaluation Is Risky)
 */
export function judge(compared: Compared, increase: number): Finding {
  const { name, after, before, others, othersBefore, dayBefore } = compared;
  const elsewhere = `${counted(others)} in the other regions${othersBefore.total === 0 ? "" : ` (${percent(othersBefore)} before)`}`;
  const yesterday = dayBefore === undefined ? "" : `, ${counted(dayBefore)} a day earlier`;
  return {
    measure: name,
    verdict: verdictOf(compared, increase),
    evidence: `${name}: ${counted(after)} after the change, ${counted(before)} before it${yesterday}, ${elsewhere}`,
    counts: { after, before, others },
  };
}

function verdictOf(compared: Compared, increase: number): Verdict {
  const { after, before, others, dayBefore } = compared;
  const past = compare(after, before, increase);
  if (past === "worse") {
    const isUsual =
      dayBefore !== undefined && dayBefore.total >= ENOUGH && compare(after, dayBefore, increase) !== "worse";
    return isUsual ? "as before" : haveBecomeAsBad(compared) ? "worse everywhere" : "worse";
  }
  const wasBetter = shareOf(before) < shareOf(after) / 2;
  if (before.total < ENOUGH && wasBetter && compare(after, others, increase) === "worse") {
    return "worse";
  }
  return past === "too few" ? "too few" : "as before";
}

/**
 * Whether the other regions have become bad at the same time. Regions that have always been bad prove nothing, and
 * neither do fewer than a handful of bad observations.
 */
function haveBecomeAsBad({ after, before, others, othersBefore }: Compared): boolean {
  const grown = shareOf(others) - shareOf(othersBefore);
  return others.bad >= LEAST_BAD && grown >= (shareOf(after) - shareOf(before)) / 2;
}

/** A canary that fails this often is bad; one failure may be the network's. */
const LEAST_CANARY_FAILURES = 2;

/** Judges the canaries of a region. */
export function judgeCanary(compared: Compared): Finding {
  const { name, after, before, others } = compared;
  return {
    measure: "canary",
    verdict: canaryVerdict(compared),
    evidence: `${name}: ${counted(after)} after the change, ${counted(before)} before it, ${counted(others)} in the other regions`,
    counts: { after, before, others },
  };
}

function canaryVerdict({ after, before, others, othersBefore }: Compared): Verdict {
  if (after.total < LEAST_CANARY_FAILURES) {
    return "too few";
  }
  if (!failsMostly(after) || after.bad < LEAST_CANARY_FAILURES || failsMostly(before)) {
    return "as before";
  }
  return failsMostly(others) && !failsMostly(othersBefore) ? "worse everywhere" : "worse";
}

function failsMostly(count: Count): boolean {
  return count.total > 0 && shareOf(count) >= 0.5;
}

/** `31 of 104 (29.8%)` */
export function counted(count: Count): string {
  const { total, bad } = count;
  return total === 0
    ? "none"
    : `${bad.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} (${percent(count)})`;
}

function percent(count: Count): string {
  return `${(100 * shareOf(count)).toFixed(1)}%`;
}
