import type { ActiveAlarm, FailedRequest, RegionState, Rollback } from "../../rollout";
import { type Claim, isLost } from "../demo-claims";
import { FAULTS, type Fault } from "../functions/faulty-version";
import type { Sample } from "../steady-load";
import type { ClientSample } from "./clients";

/** A response to a client. */
export interface Answered extends ClientSample {
  /** The version of the function that answered; undefined if none did. */
  readonly version: string | undefined;
  /** Whether its content differs from other responses about the same data. */
  readonly isWrong: boolean;
}

/** A region's versions of the function that answers the API. */
export interface RegionVersions {
  readonly region: string;
  readonly before: string;
  readonly now: string;
}

/** The observations during the rollout of a version. */
export interface RolloutStory {
  /** Undefined for a good version. */
  readonly fault: Fault | undefined;
  readonly state: RegionState;
  /** The evidence of a rollback. */
  readonly why: string;
  /** The regions in the order of the rollout. */
  readonly regions: readonly RegionVersions[];
  /** Seconds of the regions' time from the beginning until every region was done or the first was back. */
  readonly seconds: number;
  /** The longest time that the configuration allows for it. */
  readonly limitSeconds: number;
  /** The tolerance for the time between two checks of a region's metrics. */
  readonly slackSeconds: number;
  /** The record of a rollback; undefined if there is none. */
  readonly record: Rollback | undefined;
  /** The failed requests that the rollback names. */
  readonly failedRequests: readonly FailedRequest[];
  readonly during: readonly Answered[];
  /** The responses to requests sent after the end. */
  readonly after: readonly Answered[];
}

export function rolloutClaims(stories: readonly RolloutStory[]): Claim[] {
  const bad = stories.flatMap((story) =>
    story.fault === undefined ? [] : [{ ...story, fault: story.fault }],
  );
  const good = stories.filter(({ fault }) => fault === undefined);
  return [
    ...bad.map((story) => returnClaim(story, story.fault)),
    ...bad.filter(({ fault }) => fault === "corrupting").map(canaryClaim),
    othersClaim(bad),
    recordsClaim(bad),
    ...good.map(goodClaim),
  ];
}

function returnClaim(story: RolloutStory, fault: Fault): Claim {
  const [first] = story.regions;
  const own = story.during.filter(({ home }) => home === first?.region);
  const met = own.filter(({ version }) => version !== undefined && version !== first?.before);
  const late = story.after.filter(({ home, version }) => home === first?.region && version !== first.before);
  const wrong = own.filter(({ isWrong }) => isWrong).length;
  return {
    claim: `${first?.region} returns from a version that ${FAULTS[fault]} within ${story.limitSeconds / 60} min`,
    holds:
      story.state === "rolled back" &&
      met.length > 0 &&
      story.seconds <= story.limitSeconds + story.slackSeconds &&
      first?.now === first?.before &&
      late.length === 0,
    figures: [
      `${inMinutes(story.seconds)} at AWS's pace`,
      `${shareOf(met.length, own.length)} of its requests met the version`,
      `${shareOf(own.filter(isLost).length, own.length)} failed`,
      ...(wrong === 0 ? [] : [`${shareOf(wrong, own.length)} got a wrong response`]),
    ].join("; "),
  };
}

function canaryClaim({ why }: RolloutStory): Claim {
  return {
    claim: "the canary finds the version whose responses are wrong, and successful by all other measures",
    holds: /canary/.test(why) && !/5xx|slower|invocations/.test(why),
    figures: why,
  };
}

function othersClaim(bad: readonly RolloutStory[]): Claim {
  const others = bad.flatMap(({ regions: [first, ...rest], during, after }) =>
    [...during, ...after]
      .filter(({ home }) => home !== first?.region)
      .map((one) => ({ ...one, expected: rest.find(({ region }) => region === one.home)?.before })),
  );
  const touched = others.filter(
    (one) => isLost(one) || one.isWrong || one.region !== one.home || one.version !== one.expected,
  );
  return {
    claim: "no request of other regions' users fails, is wrong, or meets a bad version",
    holds: others.length > 0 && touched.length === 0,
    figures: `${touched.length} of ${others.length} requests`,
  };
}

function recordsClaim(bad: readonly RolloutStory[]): Claim {
  const records = bad.flatMap(({ record }) => (record === undefined ? [] : [record]));
  return {
    claim: "each rollback leaves a record",
    holds: bad.every(({ record, regions: [first] }) => record !== undefined && record.to === first?.before),
    figures: records.map(({ from, to, at }) => `version ${from} to ${to} at ${at}`).join(", ") || "no record",
  };
}

function goodClaim({ state, regions, seconds, during, after }: RolloutStory): Claim {
  const answers = [...during, ...after];
  const lost = answers.filter((one) => isLost(one) || one.isWrong);
  const old = after.filter(
    ({ home, version }) => version !== regions.find(({ region }) => region === home)?.now,
  );
  return {
    claim: "a good version reaches every region, one after the other, and no request fails",
    holds:
      state === "done" &&
      regions.every(({ before, now }) => before !== now) &&
      after.length > 0 &&
      lost.length === 0 &&
      old.length === 0,
    figures: `${regions.map(({ region, before, now }) => `${region} version ${before} to ${now}`).join(", ")} in ${inMinutes(seconds)} at AWS's pace; ${lost.length} of ${answers.length} requests failed`,
  };
}

/** Returns why the time before any change is not fit for comparison; undefined if it is. */
export function usualFault(
  home: string,
  usual: readonly Sample[],
  [alarm]: readonly Pick<ActiveAlarm, "name">[],
): string | undefined {
  const failed = usual.find(({ status }) => status !== 200);
  if (failed !== undefined) {
    const message = failed.body.replace(/\s+/g, " ").slice(0, 300);
    return `${home} failed a request before any change, with ${failed.status === 0 ? "no response" : `status ${failed.status}`}: ${message}`;
  }
  return alarm === undefined
    ? undefined
    : `alarm ${alarm.name} is in ALARM before any change. This machine may be too busy; try again later`;
}

/** `3 of 104 (2.9%)` */
function shareOf(count: number, total: number): string {
  return `${count} of ${total} (${((100 * count) / Math.max(1, total)).toFixed(1)}%)`;
}

/** `4 min 15 s` */
function inMinutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
