import { claimsOf, type Story } from "../../src/local/demo-claims";
import type { Sample } from "../../src/local/steady-load";

function sample(sentAt: number, region: string, over: Partial<Sample> = {}): Sample {
  return {
    sentAt,
    doneAt: sentAt + 5,
    status: 200,
    region,
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
