import { type Finding, judge, judgeCanary } from "./measure";
import type { Count, FunctionTarget, Ports, Responses, Span } from "./ports";
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
/** A rule that rejects everyone, not a client that sends wrong requests. */
const MORE_REJECTED = 0.1;
/** New instances start cold. */
const WARM_UP = MINUTE;

export interface WatchProps {
  readonly ports: Ports;
  readonly rollout: StatedRollout;
  readonly region: string;
  /** When the change began. The time before it is the reference, and alarms that went off before it do not count. */
  readonly began: number;
}

/** Judges a region now, by its requests since a time. */
export type Watch = (since: number) => Promise<readonly Finding[]>;

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
  const { ports, rollout, region: name, began } = props;
  const region = rollout.regions.get(name);
  if (region === undefined) {
    return async () => [];
  }
  const before: Span = { start: began - BEFORE, end: began };
  const own = await baseline(ports, name, region, before);
  const peers = await eachPeer(rollout, name, (peer, of) => baseline(ports, peer, of, before));
  const targets = region.functions.map((of): FunctionTarget => ({ kind: "function", region: name, of }));
  const invocationsBefore = await Promise.all(targets.map((target) => ports.invocations(target, before)));
  const canaryBefore = await canaryCount(ports, region, before);
  const elsewhere = targets.map(({ of }) => peerFunctions(rollout, name, of.name));

  return async (since) => {
    const span: Span = { start: since, end: ports.now() };
    const warm: Span = { start: Math.min(since + WARM_UP, span.end), end: span.end };
    const [alarms, after, afterWarm, others, functions, functionsElsewhere, canary, canaries] =
      await Promise.all([
        alarmFindings(props, region),
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
        eachPeer(rollout, name, (_, of) => canaryCount(ports, withoutCanariesOf(name, of), span)),
      ]);
    return [
      ...alarms,
      judge({
        name: "5xx responses",
        after: errorsOf(after),
        before: errorsOf(own.responses),
        others: sum(others.map(errorsOf)),
        increase: MORE_ERRORS,
      }),
      judge({
        name: "4xx responses",
        after: rejectedOf(after),
        before: rejectedOf(own.responses),
        others: sum(others.map(rejectedOf)),
        increase: MORE_REJECTED,
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
      ...(region.canaries.length === 0 ? [] : [judgeCanary(canary, canaryBefore, sum(canaries))]),
    ];
  };
}

const NONE: Count = { total: 0, bad: 0 };

/** Finds the alarms that have gone off since the change began. What sets off the same alarm elsewhere is not the change. */
async function alarmFindings(
  { ports, rollout, region: name, began }: WatchProps,
  { alarms }: RolloutRegion,
): Promise<readonly Finding[]> {
  const wentOff = async (region: string, names: readonly string[]) =>
    (await ports.inAlarm(region, names)).filter(({ since }) => since >= began).map((alarm) => alarm.name);
  const own = await wentOff(name, alarms);
  if (own.length === 0) {
    return [];
  }
  // The same alarm has the other region's name in its own, or is called the same.
  const general = (alarm: string) =>
    [...rollout.regions.keys()].reduce((text, region) => text.replaceAll(region, "*"), alarm);
  const peers = await eachPeer(rollout, name, (peer, of) => wentOff(peer, of.alarms));
  const elsewhere = new Set(peers.flat().map(general));
  return own.map((alarm): Finding => {
    const isEverywhere = elsewhere.has(general(alarm));
    return {
      measure: "alarm",
      verdict: isEverywhere ? "worse everywhere" : "worse",
      evidence: `alarm ${alarm} is in ALARM${isEverywhere ? ", and so is another region's" : ""}`,
    };
  });
}

/** A change of a region may change what its canary finds elsewhere. */
function withoutCanariesOf(name: string, region: RolloutRegion): RolloutRegion {
  return { ...region, canaries: region.canaries.filter((canary) => canary.region !== name) };
}

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
        .map((of): FunctionTarget => ({ kind: "function", region: peer, of })),
    );
}

/** "Slow" is measured by the other region's own past, because distances to the data differ. */
async function peerResponses(
  ports: Ports,
  { name, region, slowerThan }: Baseline,
  span: Span,
): Promise<Responses> {
  const none: Responses = { total: 0, errors: 0, rejected: 0, slow: 0, p95: undefined };
  return ports.responses(name, region.api, span, slowerThan).catch(() => none);
}

async function canaryCount(ports: Ports, { canaries }: RolloutRegion, span: Span): Promise<Count> {
  const settled = await Promise.allSettled(canaries.map((canary) => ports.canary(canary, span)));
  return sum(settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
}

function errorsOf({ total, errors }: Responses): Count {
  return { total, bad: errors };
}

function rejectedOf({ total, rejected }: Responses): Count {
  return { total, bad: rejected };
}

function slowOf({ total, slow, timed = total }: Responses): Count {
  return { total: timed, bad: slow };
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce((all, { total, bad }) => ({ total: all.total + total, bad: all.bad + bad }), NONE);
}
