import { type Baseline, baseline, countBefore, hourBefore } from "./baseline";
import { ENOUGH } from "./comparison";
import { type Finding, judge, judgeCanary } from "./measure";
import type { Count, FunctionTarget, Ports, Responses, Span } from "./ports";
import type { RolloutRegion, StatedRollout } from "./stated-rollout";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Errors below this increase are left to the burn-rate alarms: it is near their fast rate for an objective of 99.9%. */
const MORE_ERRORS = 0.01;
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
  /** The other regions that have the change already. They do not show what happens without it. */
  readonly changed: ReadonlySet<string>;
}

/** Judges a region now, by its requests since a time. */
export type Watch = (since: number) => Promise<readonly Finding[]>;

/**
 * Prepares to watch a region after its change: takes the values of the time before it.
 *
 * @throws an error of a port if the region cannot be watched
 */
export async function watchRegion(props: WatchProps): Promise<Watch> {
  const { ports, rollout, region: name, began } = props;
  const region = rollout.regions.get(name);
  if (region === undefined) {
    return watchEverywhere(props);
  }
  const own = await baseline(ports, name, region, began);
  const peers = await eachPeer(props, (peer, of) => baseline(ports, peer, of, began));
  const targets = region.functions.map((of): FunctionTarget => ({ kind: "function", region: name, of }));
  const elsewhere = targets.map(({ of }) => peerFunctions(props, of.name));
  const invocationsBefore = await Promise.all(targets.map((target) => countBefore(ports, target, began)));
  const peerInvocationsBefore = await Promise.all(
    elsewhere.map((each) => sumOf(each, (target) => countBefore(ports, target, began))),
  );
  const lastHour = hourBefore(began);
  const canaryBefore = await canaryCount(ports, region, lastHour);
  const peerCanaries = (span: Span) =>
    eachPeer(props, (_, of) => canaryCount(ports, withoutCanariesOf(name, of), span)).then(sum);
  const peerCanariesBefore = await peerCanaries(lastHour);
  const peersBefore = peers.map(({ responses }) => responses);

  return async (since) => {
    const span: Span = { start: since, end: ports.now() };
    const warm: Span = { start: Math.min(since + WARM_UP, span.end), end: span.end };
    const yesterday: Span = { start: since - DAY - HOUR / 2, end: since - DAY + HOUR / 2 };
    const [alarms, after, afterWarm, dayBefore, others, functions, functionsElsewhere, canary, canaries] =
      await Promise.all([
        alarmFindings(props, region),
        ports.responses(name, region.api, span),
        ports.responses(name, region.api, warm, own.slowerThan),
        // Latencies have a daily rhythm, which the hour before no longer shows.
        since - began > HOUR ? ports.responses(name, region.api, yesterday, own.slowerThan) : undefined,
        Promise.all(peers.map((peer) => peerResponses(ports, peer, span))),
        Promise.all(targets.map((target) => ports.invocations(target, span))),
        Promise.all(elsewhere.map((each) => sumOf(each, (target) => ports.invocations(target, span)))),
        canaryCount(ports, region, span),
        peerCanaries(span),
      ]);
    return [
      ...alarms,
      judge({
        name: "5xx responses",
        after: errorsOf(after),
        before: errorsOf(own.responses),
        others: sum(others.map(errorsOf)),
        othersBefore: sum(peersBefore.map(errorsOf)),
        increase: MORE_ERRORS,
      }),
      judge({
        name: "4xx responses",
        after: withoutMore(rejectedOf(after), own, span),
        before: rejectedOf(own.responses),
        others: sum(others.map(rejectedOf)),
        othersBefore: sum(peersBefore.map(rejectedOf)),
        increase: MORE_REJECTED,
      }),
      ...(own.slowerThan === undefined
        ? []
        : [
            judge({
              name: `responses slower than ${Math.round(own.slowerThan)} ms`,
              after: slowOf(afterWarm),
              before: slowOf(own.responses),
              dayBefore: dayBefore && slowOf(dayBefore),
              others: sum(others.map(slowOf)),
              othersBefore: sum(peersBefore.map(slowOf)),
              increase: MORE_SLOW,
            }),
          ]),
      ...targets.map(({ of }, index) =>
        judge({
          name: `failed invocations of ${of.name}`,
          after: functions[index] ?? NONE,
          before: invocationsBefore[index] ?? NONE,
          others: functionsElsewhere[index] ?? NONE,
          othersBefore: peerInvocationsBefore[index] ?? NONE,
          increase: MORE_ERRORS,
        }),
      ),
      ...(region.canaries.length === 0
        ? []
        : [judgeCanary(canary, canaryBefore, canaries, peerCanariesBefore)]),
    ];
  };
}

/** Watches every region after a change that belongs to none, such as a record's. All regions have it. */
async function watchEverywhere(props: WatchProps): Promise<Watch> {
  const names = [...props.rollout.regions.keys()];
  const changed = new Set(names);
  const watches = await Promise.all(
    names.map(async (region) => ({ region, watch: await watchRegion({ ...props, region, changed }) })),
  );
  return async (since) => {
    const findings = await Promise.all(
      watches.map(async ({ region, watch }) =>
        (await watch(since)).map(
          (finding): Finding => ({
            ...finding,
            measure: `${region}: ${finding.measure}`,
            evidence: `${region}: ${finding.evidence}`,
          }),
        ),
      ),
    );
    return findings.flat();
  };
}

const NONE: Count = { total: 0, bad: 0 };

/**
 * Finds the alarms that have gone off since the change began. If the same alarm goes off elsewhere, the change is not the
 * cause.
 */
async function alarmFindings(props: WatchProps, { alarms }: RolloutRegion): Promise<readonly Finding[]> {
  const { ports, rollout, region: name, began } = props;
  const wentOff = async (region: string, names: readonly string[]) =>
    (await ports.inAlarm(region, names)).filter(({ since }) => since >= began).map((alarm) => alarm.name);
  const own = await wentOff(name, alarms);
  if (own.length === 0) {
    return [];
  }
  // The same alarm of another region has that region's name in its own, or the same name.
  const general = (alarm: string) =>
    [...rollout.regions.keys()].reduce((text, region) => text.replaceAll(region, "*"), alarm);
  const peers = await eachPeer(props, (peer, of) => wentOff(peer, of.alarms));
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

/** The other regions that lack the change. */
function peersOf({ rollout, region, changed }: WatchProps): readonly (readonly [string, RolloutRegion])[] {
  return [...rollout.regions].filter(([peer]) => peer !== region && !changed.has(peer));
}

/** Visits the peers. A peer that does not answer is left out of the comparison. */
async function eachPeer<T>(
  props: WatchProps,
  visit: (peer: string, of: RolloutRegion) => Promise<T>,
): Promise<readonly T[]> {
  return answersOf(peersOf(props).map(([peer, of]) => visit(peer, of)));
}

async function answersOf<T>(calls: readonly Promise<T>[]): Promise<readonly T[]> {
  const settled = await Promise.allSettled(calls);
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

async function sumOf(
  targets: readonly FunctionTarget[],
  count: (target: FunctionTarget) => Promise<Count>,
): Promise<Count> {
  return sum(await answersOf(targets.map(count)));
}

/** The peers' functions of the same name. */
function peerFunctions(props: WatchProps, name: string): readonly FunctionTarget[] {
  return peersOf(props).flatMap(([peer, { functions }]) =>
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
  return sum(await answersOf(canaries.map((canary) => ports.canary(canary, span))));
}

function errorsOf({ total, errors }: Responses): Count {
  return { total, bad: errors };
}

function rejectedOf({ total, rejected }: Responses): Count {
  return { total, bad: rejected };
}

/**
 * Leaves out the requests beyond the usual number, and as many rejected ones: a version rejects requests that were
 * accepted before, but a client that tries passwords or paths sends more of them.
 */
function withoutMore({ total, bad }: Count, { responses, span }: Baseline, { start, end }: Span): Count {
  const usual = (responses.total * (end - start)) / (span.end - span.start);
  const more = responses.total < ENOUGH ? 0 : Math.max(0, total - Math.ceil(usual));
  return { total: total - Math.min(more, bad), bad: Math.max(0, bad - more) };
}

function slowOf({ total, slow, timed = total }: Responses): Count {
  return { total: timed, bad: slow };
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce((all, { total, bad }) => ({ total: all.total + total, bad: all.bad + bad }), NONE);
}
