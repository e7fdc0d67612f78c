import { ENOUGH } from "./comparison";
import type { Count, FunctionTarget, Ports, Responses, Span } from "./ports";
import type { RolloutRegion } from "./stated-rollout";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** Slow responses take more than twice the 95th percentile of before, and noticeably longer. */
const SLOW_FACTOR = 2;
const NOTICEABLE_MS = 50;

export const ERRORS = "5xx responses";
export const REJECTED = "4xx responses";
export const SLOW = "slow responses";
export const CANARY = "failed canary requests";

/** The measure of a function's failed invocations. */
export function failedInvocations(name: string): string {
  return `failed invocations of ${name}`;
}

/** The observations of a region, by measure. */
export type Observations = ReadonlyMap<string, Count>;

/** A region as the rollout states it. */
export interface Observed {
  readonly name: string;
  readonly of: RolloutRegion;
}

/** A region before its change. */
export interface Baseline extends Observed {
  readonly before: Observations;
  /** The span of its responses. */
  readonly span: Span;
  /** Milliseconds that a slow response exceeds; undefined without responses. */
  readonly slowerThan: number | undefined;
}

/** Observes a region before a change that began then. */
export async function observeBefore(ports: Ports, region: Observed, began: number): Promise<Baseline> {
  const { name, of } = region;
  const { span, found } = await hourOrDay(began, (one) => ports.responses(name, of.api, one));
  const slowerThan =
    found.p95 === undefined ? undefined : Math.max(found.p95 * SLOW_FACTOR, found.p95 + NOTICEABLE_MS);
  const responses = slowerThan === undefined ? found : await ports.responses(name, of.api, span, slowerThan);
  const before = await observations(ports, region, responses, hourBefore(began), async (target) => {
    const invocations = await hourOrDay(began, (one) => ports.invocations(target, one));
    return invocations.found;
  });
  return { ...region, before, span, slowerThan };
}

/** Observes a region in a span. */
export async function observe(ports: Ports, region: Baseline, span: Span): Promise<Observations> {
  const { name, of, slowerThan } = region;
  const responses = await ports.responses(name, of.api, span, slowerThan);
  return observations(ports, region, responses, span, (target) => ports.invocations(target, span));
}

/** Counts a region's slow responses in a span. */
export async function observeSlow(ports: Ports, region: Baseline, span: Span): Promise<Count> {
  const { name, of, slowerThan } = region;
  return slowOf(await ports.responses(name, of.api, span, slowerThan));
}

async function observations(
  ports: Ports,
  { name, of }: Observed,
  responses: Responses,
  span: Span,
  invocations: (target: FunctionTarget) => Promise<Count>,
): Promise<Observations> {
  const { total, errors, rejected } = responses;
  const functions = of.functions.map(async (one): Promise<[string, Count]> => {
    const count = await invocations({ kind: "function", region: name, of: one });
    return [failedInvocations(one.name), count];
  });
  // A canary that cannot be read is left out.
  const canaries = of.canaries.map((canary) => ports.canary(canary, span).catch(() => NONE));
  return new Map([
    [ERRORS, { total, bad: errors }],
    [REJECTED, { total, bad: rejected }],
    [SLOW, slowOf(responses)],
    ...(await Promise.all(functions)),
    [CANARY, sum(await Promise.all(canaries))],
  ]);
}

/** A latency may be known later than the response itself. */
function slowOf({ total, timed = total, slow }: Responses): Count {
  return { total: timed, bad: slow };
}

export const NONE: Count = { total: 0, bad: 0 };

export function sum(counts: readonly Count[]): Count {
  return counts.reduce((all, { total, bad }) => ({ total: all.total + total, bad: all.bad + bad }), NONE);
}

/** Returns the hour before a change, which is at the same time of day. */
function hourBefore(began: number): Span {
  return { start: began - HOUR, end: began };
}

/** Observes the hour before a change, or the day before it if the hour has too few observations. */
async function hourOrDay<T extends { readonly total: number }>(
  began: number,
  observed: (span: Span) => Promise<T>,
): Promise<{ readonly span: Span; readonly found: T }> {
  const hour = hourBefore(began);
  const ofHour = await observed(hour);
  if (ofHour.total >= ENOUGH) {
    return { span: hour, found: ofHour };
  }
  const day: Span = { start: began - DAY, end: began };
  return { span: day, found: await observed(day) };
}
