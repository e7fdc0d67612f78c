import { claimsOf, type GrayStory, grayClaimsOf, type Story } from "../../src/local/demo-claims";
import type { Sample } from "../../src/local/steady-load";

function sample(sentAt: number, region: string, over: Partial<Sample> = {}): Sample {
  return {
    sentAt,
    doneAt: sentAt + 5,
    status: 200,
    region,
    requestId: undefined,
    body: JSON.stringify({ version: "7", answer: { open: 3 } }),
    ...over,
  };
}

/** us-east-1 is away from 100 ms on; its users move at 600 ms. */
const GOOD: Story = {
  region: "us-east-1",
  speed: 100,
  versionOf: (body) => JSON.parse(body),
  limitMs: 1500,
  slackMs: 200,
  moved: { at: 600, afterMs: 500 },
  back: { at: 1600, afterMs: 600 },
  own: [
    sample(50, "us-east-1"),
    sample(200, "us-east-1", { status: 502, body: "" }),
    sample(600, "eu-west-1"),
    sample(1600, "us-east-1"),
  ],
  others: [{ region: "eu-west-1", samples: [sample(50, "eu-west-1"), sample(600, "eu-west-1")] }],
  contents: { before: { a: 1 }, whileAway: { a: 1 }, elsewhere: { a: 2 }, after: [{ a: 2 }, { a: 2 }] },
};

function failing(story: Story): number[] {
  return claimsOf(story).flatMap(({ holds }, index) => (holds ? [] : [index]));
}

test("every claim holds for a correct failover, with its figures", () => {
  expect(failing(GOOD)).toEqual([]);
  expect(claimsOf(GOOD)[0]?.figures).toBe("0.5 s here, 50.0 s at AWS's pace; 1 of 4 requests were lost");
});

test.each<[string, Partial<Story>, number[]]>([
  ["users that move too late", { moved: { at: 600, afterMs: 1701 } }, [0]],
  ["users that never move", { moved: { at: undefined, afterMs: Number.POSITIVE_INFINITY } }, [0, 1]],
  [
    "a request that is lost after the move",
    { own: [...GOOD.own, sample(700, "eu-west-1", { status: 503, body: "" })] },
    [1],
  ],
  [
    "somebody else's request that is lost",
    { others: [{ region: "eu-west-1", samples: [sample(1, "eu-west-1", { status: 0, body: "" })] }] },
    [2],
  ],
  [
    "somebody else who is moved",
    { others: [{ region: "eu-west-1", samples: [sample(1, "us-east-1")] }] },
    [2],
  ],
  ["nobody else to notice", { others: [] }, [2]],
  ["a region that missed nothing", { contents: { ...GOOD.contents, whileAway: { a: 2 } } }, [3]],
  ["nothing new to miss", { contents: { ...GOOD.contents, elsewhere: { a: 1 } } }, [3]],
  ["tables that differ in the end", { contents: { ...GOOD.contents, after: [{ a: 1 }, { a: 2 }] } }, [3]],
  ["users that do not come back", { back: { at: undefined, afterMs: Number.POSITIVE_INFINITY } }, [4]],
  [
    "two answers of one version",
    { own: [...GOOD.own, sample(700, "eu-west-1", { body: '{"version":"7","answer":{"open":4}}' })] },
    [5],
  ],
])("%s fails its claim", (_, over, claims) => {
  expect(failing({ ...GOOD, ...over })).toEqual(claims);
});

test("a service whose data does not change, and whose answers have no version, makes fewer claims", () => {
  const { before: _, ...rest } = GOOD.contents;
  const claims = claimsOf({
    ...GOOD,
    versionOf: undefined,
    contents: { ...rest, before: undefined, whileAway: { a: 2 } },
  });
  expect(claims.map(({ holds }) => holds)).toEqual([true, true, true, true, true]);
  expect(claims.at(3)?.claim).toBe("every region holds the same items");
});

describe("a gray failure", () => {
  /** 60% of us-east-1's requests fail from 100 ms on; it is evacuated at 600 ms, and its users move at 800 ms. */
  const GRAY: GrayStory = {
    ...GOOD,
    percent: 60,
    failedAt: 100,
    evacuatedAt: 600,
    failoverMs: 400,
    failedChecks: 0,
    pageDue: 6,
    pages: [{ alarm: "currency-exchange-us-east-1-degraded", minutes: 6 }],
    moved: { at: 800, afterMs: 200 },
    own: [
      sample(50, "us-east-1"),
      ...[503, 200, 503, 503, 200].map((status, index) =>
        sample(100 + index * 100, "us-east-1", status === 200 ? {} : { status, body: "" }),
      ),
      sample(800, "eu-west-1"),
      sample(1600, "us-east-1"),
    ],
    contents: { ...GOOD.contents, before: undefined, after: [{ a: 1 }, { a: 1 }] },
  };
  const failingGray = (story: GrayStory) =>
    grayClaimsOf(story).flatMap(({ holds }, index) => (holds ? [] : [index]));

  test("that a person ends holds every claim, with its figures", () => {
    expect(failingGray(GRAY)).toEqual([]);
    expect(grayClaimsOf(GRAY).map(({ figures }) => figures)).toEqual(
      expect.arrayContaining([
        "3 of 5 requests",
        "0.5 s here, 50.0 s at AWS's pace; 0 failed checks, 0 requests served by another region",
        "currency-exchange-us-east-1-degraded after 6 min",
      ]),
    );
  });

  test.each<[string, Partial<GrayStory>, number[]]>([
    ["another share of failures", { percent: 70 }, [0]],
    ["a failing health check", { failedChecks: 1 }, [1]],
    ["an evacuation before a failover could have come", { failoverMs: 501 }, [1]],
    ["a user that moves by itself", { own: [...GRAY.own, sample(150, "eu-west-1")] }, [0, 1]],
    ["no page", { pages: [] }, [2]],
    ["a late page", { pages: [{ alarm: "degraded", minutes: 7 }] }, [2]],
    ["a second page", { pages: [...GRAY.pages, { alarm: "outage", minutes: 9 }] }, [2]],
    ["users that move too late", { moved: { at: 800, afterMs: 1701 } }, [3]],
  ])("%s fails its claim", (_, over, claims) => {
    expect(failingGray({ ...GRAY, ...over })).toEqual(claims);
  });

  test("makes no claim on a page without alarms", () => {
    expect(grayClaimsOf({ ...GRAY, pageDue: undefined, pages: [] })).toHaveLength(
      grayClaimsOf(GRAY).length - 1,
    );
  });
});
