import { type Finding, judge, judgeCanary } from "./measure";
import type { Count, Ports, Responses, Span } from "./ports";
import type { RolloutRegion, StatedRollout } from "./stated-rollout";

const MINUTE = 60_000;
/** Long enough for a region with little traffic, and at the same time of day. */
const BEFORE = 60 * MINUTE;

/** Errors below this increase are left to the burn-rate alarms: it is near their fast rate for an objective of 99.9%. */
const MORE_ERRORS = 0.01;
/** Slow responses take more than twice the 95th percentile of before, and noticeably longer. */
const SLOW = 2;
const NOTICEABLE_MS = 50;
/** By definition, fewer than 5% of the responses before were slow. */
const MORE_SLOW = 0.1;
/** New instances start cold. */
const WARM_UP = MINUTE;

export interface WatchProps {
  readonly ports: Ports;
  readonly rollout: StatedRollout;
  readonly region: string;
  /** The time before it is the reference. */
  readonly changedAt: number;
  /** Alarms that were in ALARM before the change. */
  readonly alarmsBefore: readonly string[];
}

/**
 * Judges a region now.
 *
 * @param since - when the change was made
 * @param isOver - whether there is nothing else to wait for
 */
export type Watch = (since: number, isOver: boolean) => Promise<readonly Finding[]>;

/** The responses of a region before its change. */
interface Baseline {
  readonly name: string;
  readonly region: RolloutRegion;
  readonly responses: Responses;
  readonly slowerThan: number | undefined;
}

/**
 * Prepares to watch a region after its change: takes the values of the time before it.
 *
 * @throws an error of a port if the region cannot be watched
 */
export async function watchRegion(props: WatchProps): Promise<Watch> {
  const { ports, rollout, region: name, changedAt, alarmsBefore } = props;
  const region = rollout.regions.get(name);
  if (region === undefined) {
    return async () => [];
  }
  const before: Span = { start: changedAt - BEFORE, end: changedAt };
  const own = await baseline(ports, name, region, before);
  const peers = await eachPeer(rollout, name, (peer, of) => baseline(ports, peer, of, before));
  const targets = region.functions.map((of) => ({ kind: "function", region: name, of }) as const);
  const invocationsBefore = await Promise.all(targets.map((target) => ports.invocations(target, before)));
  const canaryBefore = await canaryCount(ports, region, before);
  const elsewhere = targets.map(({ of }) => peerFunctions(rollout, name, of.name));
  const quiet = region.alarms.filter((alarm) => !alarmsBefore.includes(alarm));

  return async (since, isOver) => {
    const span: Span = { start: since, end: ports.now() };
    const warm: Span = { start: Math.min(since + WARM_UP, span.end), end: span.end };
    const [alarms, after, afterWarm, others, functions, functionsElsewhere, canary] = await Promise.all([
      ports.inAlarm(name, quiet),
      ports.responses(name, region.api, span),
      ports.responses(name, region.api, warm, own.slowerThan),
      Promise.all(peers.map((peer) => peerResponses(ports, peer, span))),
      Promise.all(targets.map((target) => ports.invocations(target, span))),
      Promise.all(
        elsewhere.map((peerTargets) =>
          Promise.all(peerTargets.map((target) => ports.invocations(target, span).catch(() => NONE))),
        ),
      ),
      canaryCount(ports, region, span),
    ]);
    return [
      ...alarms.map(
        (alarm): Finding => ({ measure: "alarm", verdict: "worse", evidence: `alarm ${alarm} is in ALARM` }),
      ),
      judge({
        name: "5xx responses",
        after: errorsOf(after),
        before: errorsOf(own.responses),
        others: sum(others.map(errorsOf)),
        increase: MORE_ERRORS,
      }),
      ...(own.slowerThan === undefined
        ? []
        : [
            judge({
              name: `responses slower than ${Math.round(own.slowerThan)} ms`,
              after: slowOf(afterWarm),
              before: slowOf(own.responses),
              others: sum(others.map(slowOf)),
              increase: MORE_SLOW,
            }),
          ]),
      ...targets.map(({ of }, index) =>
        judge({
          name: `failed invocations of ${of.name}`,
          after: functions[index] ?? NONE,
          before: invocationsBefore[index] ?? NONE,
          others: sum(functionsElsewhere[index] ?? []),
          increase: MORE_ERRORS,
        }),
      ),
      ...(region.canaries.length === 0 ? [] : [judgeCanary(canary, canaryBefore, isOver)]),
    ];
  };
}

const NONE: Count = { total: 0, bad: 0 };

async function baseline(ports: Ports, name: string, region: RolloutRegion, span: Span): Promise<Baseline> {
  const first = await ports.responses(name, region.api, span);
  const slowerThan =
    first.p95 === undefined ? undefined : Math.max(first.p95 * SLOW, first.p95 + NOTICEABLE_MS);
  const responses =
    slowerThan === undefined ? first : await ports.responses(name, region.api, span, slowerThan);
  return { name, region, responses, slowerThan };
}

/** Another region that does not answer is not compared with. */
async function eachPeer<T>(
  { regions }: StatedRollout,
  name: string,
  visit: (peer: string, of: RolloutRegion) => Promise<T>,
): Promise<readonly T[]> {
  const others = [...regions].filter(([region]) => region !== name);
  const settled = await Promise.allSettled(others.map(([peer, of]) => visit(peer, of)));
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

/** The functions of the same name in other regions. */
function peerFunctions({ regions }: StatedRollout, region: string, name: string) {
  return [...regions]
    .filter(([peer]) => peer !== region)
    .flatMap(([peer, { functions }]) =>
      functions
        .filter((of) => of.name === name)
        .map((of) => ({ kind: "function", region: peer, of }) as const),
    );
}

/** "Slow" is measured by the other region's own past, because distances to the data differ. */
async function peerResponses(
  ports: Ports,
  { name, region, slowerThan }: Baseline,
  span: Span,
): Promise<Responses> {
  const none: Responses = { total: 0, errors: 0, slow: 0, p95: undefined };
  return ports.responses(name, region.api, span, slowerThan).catch(() => none);
}

async function canaryCount(ports: Ports, { canaries }: RolloutRegion, span: Span): Promise<Count> {
  const settled = await Promise.allSettled(canaries.map((canary) => ports.canary(canary, span)));
  return sum(settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
}

function errorsOf({ total, errors }: Responses): Count {
  return { total, bad: errors };
}

function slowOf({ total, slow }: Responses): Count {
  return { total, bad: slow };
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce((all, { total, bad }) => ({ total: all.total + total, bad: all.bad + bad }), NONE);
}
