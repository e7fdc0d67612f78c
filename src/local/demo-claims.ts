import type { Page } from "./demo-pages";
import type { Demo } from "./service";
import type { Sample } from "./steady-load";

/** By how many percentage points the measured share of failures may differ. */
const SHARE_TOLERANCE = 3;

export interface Claim {
  readonly claim: string;
  readonly holds: boolean;
  readonly figures: string;
}

/** When the users first reached the expected region; undefined and infinite if never. */
export interface Move {
  readonly at: number | undefined;
  readonly afterMs: number;
}

/** The observations during the failure and recovery of a region. */
export interface Story {
  /** The failed region. */
  readonly region: string;
  readonly speed: number;
  readonly versionOf: Demo["versionOf"];
  readonly limitMs: number;
  readonly slackMs: number;
  readonly moved: Move;
  readonly back: Move;
  /** The responses to the region's users. */
  readonly own: readonly Sample[];
  /** The responses to all other users, by their region. */
  readonly others: readonly { readonly region: string; readonly samples: readonly Sample[] }[];
  /**
   * The tables: the region's before the failure, another region's during it, and all tables at the end. `before` is
   * undefined if nothing changed meanwhile.
   */
  readonly contents: {
    readonly before: object | undefined;
    readonly whileAway: object;
    readonly elsewhere: object;
    readonly after: readonly object[];
  };
}

export function claimsOf(story: Story): Claim[] {
  const { region, moved, back, own, others, contents, limitMs, slackMs, speed, versionOf } = story;
  const lost = own.filter(isLost);
  const afterMove = own.filter(({ sentAt }) => moved.at !== undefined && sentAt >= moved.at);
  const elsewhere = others.flatMap((one) =>
    one.samples.map((sample) => ({ ...sample, expected: one.region })),
  );
  const touched = elsewhere.filter((sample) => isLost(sample) || sample.region !== sample.expected);
  const answers = [...own, ...elsewhere].filter((sample) => !isLost(sample));
  const missed = isSame(contents.before, contents.whileAway) && !isSame(contents.before, contents.elsewhere);
  const allSame = contents.after.every((one) => isSame(one, contents.after[0]));
  return [
    {
      claim: `users of ${region} move to other regions within ${inSeconds(limitMs)}`,
      holds: moved.afterMs <= limitMs + slackMs,
      figures: `${inSeconds(moved.afterMs)} here, ${inSeconds(moved.afterMs * speed)} at AWS's pace; ${lost.length} of ${own.length} requests were lost`,
    },
    {
      claim: "no requests are lost after the move",
      holds: moved.at !== undefined && afterMove.filter(isLost).length === 0,
      figures: `${afterMove.filter(isLost).length} of ${afterMove.length} requests`,
    },
    {
      claim: "users of other regions are not affected",
      holds: elsewhere.length > 0 && touched.length === 0,
      figures: `${touched.length} of ${elsewhere.length} requests were lost or served by another region`,
    },
    {
      claim: `${contents.before === undefined ? "" : `${region} catches up on the change it missed: `}every region holds the same items`,
      holds: (contents.before === undefined || missed) && allSame,
      figures: `${contents.after.length} regions, ${allSame ? "equal" : "different"} items`,
    },
    {
      claim: `users return to ${region}`,
      holds: back.at !== undefined,
      figures: `${inSeconds(back.afterMs)} here, ${inSeconds(back.afterMs * speed)} at AWS's pace`,
    },
    ...(versionOf === undefined
      ? []
      : [
          {
            claim: "no response is wrong: responses of the same version are identical in every region",
            holds: answers.length > 0 && contradictions(answers, versionOf) === 0,
            figures: `${contradictions(answers, versionOf)} of ${answers.length} responses differ`,
          },
        ]),
  ];
}

/** What happened while a region failed in part, was evacuated, and came back. */
export interface GrayStory extends Story {
  readonly percent: number;
  /** When the failure began, by the milliseconds of `performance.now()`. */
  readonly failedAt: number;
  readonly evacuatedAt: number;
  readonly failoverMs: number;
  /** How often a health check failed before the evacuation. */
  readonly failedChecks: number;
  /** Minutes until a page is expected by the alarm evaluator; undefined if the stack has no alarm on errors. */
  readonly pageDue: number | undefined;
  /** The pages that the measured requests cause. */
  readonly pages: readonly Page[];
}

/** The claims on a gray failure, and then those on every move of users. */
export function grayClaimsOf(story: GrayStory): Claim[] {
  const { region, percent, failedAt, evacuatedAt, failoverMs, failedChecks, pageDue, pages, own, speed } =
    story;
  const during = own.filter(({ sentAt }) => sentAt >= failedAt && sentAt < evacuatedAt);
  const lost = during.filter(isLost).length;
  const gone = during.filter((sample) => sample.region !== region).length;
  const share = (100 * lost) / during.length;
  const lasted = evacuatedAt - failedAt;
  const [page] = pages;
  return [
    {
      claim: `${percent}% of the requests of ${region}'s users fail`,
      holds: Math.abs(share - percent) <= SHARE_TOLERANCE,
      figures: `${lost} of ${during.length} requests`,
    },
    {
      claim: "the health check succeeds, and no user moves, for longer than a failover takes",
      holds: lasted >= failoverMs && failedChecks === 0 && gone === 0,
      figures: `${inSeconds(lasted)} here, ${inSeconds(lasted * speed)} at AWS's pace; ${failedChecks} failed checks, ${gone} requests served by another region`,
    },
    ...(pageDue === undefined
      ? []
      : [
          {
            claim: `the on-call engineer is paged once, within ${pageDue} min`,
            holds: page !== undefined && pages.length === 1 && page.minutes <= pageDue,
            figures:
              pages.map(({ alarm, minutes }) => `${alarm} after ${minutes} min`).join(", ") || "no page",
          },
        ]),
    ...claimsOf(story),
  ];
}

export function inSeconds(milliseconds: number): string {
  return Number.isFinite(milliseconds) ? `${(milliseconds / 1000).toFixed(1)} s` : "never";
}

export function isLost({ status }: Sample): boolean {
  return status !== 200;
}

function isSame(a: object | undefined, b: object | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Counts the responses that differ from an earlier response of the same version. */
function contradictions(answers: readonly Sample[], versionOf: NonNullable<Demo["versionOf"]>): number {
  const known = new Map<string, string>();
  return answers.filter(({ body }) => {
    const { version, answer } = versionOf(body);
    const text = JSON.stringify(answer);
    const before = known.get(version) ?? text;
    known.set(version, before);
    return before !== text;
  }).length;
}
