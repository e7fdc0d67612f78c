import { ENOUGH } from "./comparison";
import { type Compared, type Finding, judge, judgeCanary } from "./measure";
import {
  CANARY,
  ERRORS,
  failedInvocations,
  NONE,
  type Observations,
  type Observed,
  observe,
  observeBefore,
  observeSlow,
  REJECTED,
  SLOW,
  sum,
} from "./observe";
import type { Count, Ports, Span } from "./ports";
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
  const own = await observeBefore(ports, { name, of: region }, began);
  const peers = await eachPeer(props, (peer) => observeBefore(ports, peer, began));

  return async (since) => {
    const span: Span = { start: since, end: ports.now() };
    const warm: Span = { start: Math.min(since + WARM_UP, span.end), end: span.end };
    const yesterday: Span = { start: since - DAY - HOUR / 2, end: since - DAY + HOUR / 2 };
    const [alarms, after, slow, dayBefore, others] = await Promise.all([
      alarmFindings(props, region),
      observe(ports, own, span),
      observeSlow(ports, own, warm),
      // Latencies have a daily rhythm, which the hour before no longer shows.
      since - began > HOUR ? observeSlow(ports, own, yesterday) : undefined,
      answersOf(peers.map((peer) => observe(ports, peer, span))),
    ]);
    const compared = (name: string): Compared => {
      const total = (all: readonly Observations[]) => sum(all.map((one) => one.get(name) ?? NONE));
      return {
        ...{ name, after: total([after]), before: total([own.before]), others: total(others) },
        othersBefore: total(peers.map(({ before }) => before)),
      };
    };
    const rejected = compared(REJECTED);
    const slower = `responses slower than ${Math.round(own.slowerThan ?? 0)} ms`;
    return [
      ...alarms,
      judge(compared(ERRORS), MORE_ERRORS),
      judge({ ...rejected, after: withoutMore(rejected, own.span, span) }, MORE_REJECTED),
      ...(own.slowerThan === undefined
        ? []
        : [judge({ ...compared(SLOW), name: slower, after: slow, dayBefore }, MORE_SLOW)]),
      ...region.functions.map((of) => judge(compared(failedInvocations(of.name)), MORE_ERRORS)),
      ...(region.canaries.length === 0 ? [] : [judgeCanary(compared(CANARY))]),
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
  const peers = await eachPeer(props, (peer) => wentOff(peer.name, peer.of.alarms));
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

/** Visits the other regions that lack the change. One that does not answer is left out of the comparison. */
async function eachPeer<T>(
  { rollout, region, changed }: WatchProps,
  visit: (peer: Observed) => Promise<T>,
): Promise<readonly T[]> {
  const peers = [...rollout.regions].filter(([peer]) => peer !== region && !changed.has(peer));
  return answersOf(
    peers.map(([name, of]) => {
      // A change of a region may change what its canary finds elsewhere.
      const canaries = of.canaries.filter((canary) => canary.region !== region);
      return visit({ name, of: { ...of, canaries } });
    }),
  );
}

async function answersOf<T>(calls: readonly Promise<T>[]): Promise<readonly T[]> {
  const settled = await Promise.allSettled(calls);
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

/**
 * Leaves out the requests beyond the usual number, and as many rejected ones: a version rejects requests that were
 * accepted before, but a client that tries passwords or paths sends more of them.
 */
function withoutMore({ after, before }: Compared, spanBefore: Span, { start, end }: Span): Count {
  const { total, bad } = after;
  const usual = (before.total * (end - start)) / (spanBefore.end - spanBefore.start);
  const more = before.total < ENOUGH ? 0 : Math.max(0, total - Math.ceil(usual));
  return { total: total - Math.min(more, bad), bad: Math.max(0, bad - more) };
}
