import { ENOUGH } from "./comparison";
import type { Count, FunctionTarget, Ports, Responses, Span } from "./ports";
import type { RolloutRegion } from "./stated-rollout";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** Slow responses take more than twice the 95th percentile of before, and noticeably longer. */
const SLOW = 2;
const NOTICEABLE_MS = 50;

/** The responses of a region before its change. */
export interface Baseline {
  readonly name: string;
  readonly region: RolloutRegion;
  readonly responses: Responses;
  readonly span: Span;
  /** Milliseconds that a slow response exceeds; undefined without responses. */
  readonly slowerThan: number | undefined;
}

/** Returns the responses of a region before a change that began then. */
export async function baseline(
  ports: Ports,
  name: string,
  region: RolloutRegion,
  began: number,
): Promise<Baseline> {
  const { span, found: first } = await observedBefore(began, (one) => ports.responses(name, region.api, one));
  const slowerThan =
    first.p95 === undefined ? undefined : Math.max(first.p95 * SLOW, first.p95 + NOTICEABLE_MS);
  const responses =
    slowerThan === undefined ? first : await ports.responses(name, region.api, span, slowerThan);
  return { name, region, responses, span, slowerThan };
}

/** Counts the invocations of a function before a change that began then. */
export async function countBefore(ports: Ports, target: FunctionTarget, began: number): Promise<Count> {
  const { found } = await observedBefore(began, (span) => ports.invocations(target, span));
  return found;
}

/** Returns the hour before a change, which is at the same time of day. */
export function hourBefore(began: number): Span {
  return { start: began - HOUR, end: began };
}

/** Observes the hour before, or the day before if the hour has too few observations. */
async function observedBefore<T extends { readonly total: number }>(
  began: number,
  observe: (span: Span) => Promise<T>,
): Promise<{ readonly span: Span; readonly found: T }> {
  const hour = hourBefore(began);
  const ofHour = await observe(hour);
  if (ofHour.total >= ENOUGH) {
    return { span: hour, found: ofHour };
  }
  const day: Span = { start: began - DAY, end: began };
  return { span: day, found: await observe(day) };
}
