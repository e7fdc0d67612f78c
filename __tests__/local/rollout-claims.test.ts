import {
  type Answered,
  type RolloutStory,
  rolloutClaims,
  usualFault,
} from "../../src/local/rollout/rollout-claims";

function answered(home: string, version: string, over: Partial<Answered> = {}): Answered {
  return {
    ...{ sentAt: 1, doneAt: 2, status: 200, region: home, requestId: "r", body: "" },
    ...{ home, version, isWrong: false },
    ...over,
  };
}

const FAILING: RolloutStory = {
  fault: "failing",
  state: "rolled back",
  why: "eu-west-1: alarm errors is in ALARM",
  regions: [
    { region: "eu-west-1", before: "1", now: "1" },
    { region: "us-east-1", before: "1", now: "1" },
  ],
  seconds: 250,
  limitSeconds: 900,
  slackSeconds: 60,
  record: { from: "2", to: "1", at: "2026-11-26T08:00:00.000Z" },
  failedRequests: [],
  during: [
    answered("eu-west-1", "1"),
    answered("eu-west-1", "2", { status: 502 }),
    answered("us-east-1", "1"),
  ],
  after: [answered("eu-west-1", "1"), answered("us-east-1", "1")],
};

const CORRUPTING: RolloutStory = {
  ...FAILING,
  fault: "corrupting",
  why: "eu-west-1: failed canary requests: 2 of 4 (50.0%) after the change, none before it",
  during: [answered("eu-west-1", "3", { isWrong: true }), answered("us-east-1", "1")],
};

const GOOD: RolloutStory = {
  ...FAILING,
  fault: undefined,
  state: "done",
  why: "",
  regions: [
    { region: "eu-west-1", before: "1", now: "4" },
    { region: "us-east-1", before: "1", now: "2" },
  ],
  record: undefined,
  during: [answered("eu-west-1", "1"), answered("eu-west-1", "4"), answered("us-east-1", "2")],
  after: [answered("eu-west-1", "4"), answered("us-east-1", "2")],
};

const failing = (stories: readonly RolloutStory[]) =>
  rolloutClaims(stories).flatMap(({ holds }, index) => (holds ? [] : [index]));

test("every claim holds if bad versions return and a good one arrives, with the figures", () => {
  expect(failing([FAILING, CORRUPTING, GOOD])).toEqual([]);
  expect(rolloutClaims([FAILING, CORRUPTING, GOOD]).map(({ figures }) => figures)).toEqual([
    "4 min 10 s at AWS's pace; 1 of 2 (50.0%) of its requests met the version; 1 of 2 (50.0%) failed",
    "4 min 10 s at AWS's pace; 1 of 1 (100.0%) of its requests met the version; 0 of 1 (0.0%) failed; 1 of 1 (100.0%) got a wrong response",
    "eu-west-1: failed canary requests: 2 of 4 (50.0%) after the change, none before it",
    "0 of 4 requests",
    "version 2 to 1 at 2026-11-26T08:00:00.000Z, version 2 to 1 at 2026-11-26T08:00:00.000Z",
    "eu-west-1 version 1 to 4, us-east-1 version 1 to 2 in 4 min 10 s at AWS's pace; 0 of 5 requests failed",
  ]);
});

test.each<[string, Partial<RolloutStory>, number[]]>([
  ["a version that is not rolled back", { state: "done" }, [0]],
  ["a rollback that is too late", { seconds: 961 }, [0]],
  [
    "a version that no request met",
    { during: [answered("eu-west-1", "1"), answered("us-east-1", "1")] },
    [0],
  ],
  ["a bad version that still answers", { after: [...FAILING.after, answered("eu-west-1", "2")] }, [0]],
  [
    "another region's request that meets it",
    { during: [...FAILING.during, answered("us-east-1", "2")] },
    [1],
  ],
  ["another region's request that fails", { after: [answered("us-east-1", "1", { status: 503 })] }, [1]],
  [
    "another region's user that is sent elsewhere",
    { after: [answered("us-east-1", "1", { region: "eu-west-1" })] },
    [1],
  ],
  ["no other users to notice", { during: FAILING.during.slice(0, 2), after: FAILING.after.slice(0, 1) }, [1]],
  ["a rollback without a record", { record: undefined }, [2]],
])("%s fails its claim", (_, over, claims) => {
  expect(failing([{ ...FAILING, ...over }])).toEqual(claims);
});

test.each<[string, Partial<RolloutStory>]>([
  ["a good version that is rolled back", { state: "rolled back" }],
  ["a region that stays behind", { regions: [{ region: "eu-west-1", before: "1", now: "1" }] }],
  ["a request that fails", { during: [answered("eu-west-1", "4", { status: 503 })] }],
  ["an old version that still answers", { after: [answered("us-east-1", "1")] }],
])("%s fails the claim on good versions", (_, over) => {
  expect(failing([{ ...GOOD, ...over }])).toContain(2);
});

test("a wrong response that something else has noticed first fails the claim on the canary", () => {
  expect(failing([{ ...CORRUPTING, why: "eu-west-1: 5xx responses: 9 of 90" }])).toEqual([1]);
});

test("rejects a region that fails a request or has an alarm before any change", () => {
  const usual = Array.from({ length: 40 }, () => answered("us-east-1", "1"));
  const of = (...others: Partial<Answered>[]) =>
    usualFault("us-east-1", [...usual, ...others.map((over) => answered("us-east-1", "1", over))], []);
  expect(of()).toBeUndefined();
  expect(of({ status: 503, body: '{\n  "title": "No rates yet"\n}' })).toBe(
    'us-east-1 failed a request before any change, with status 503: { "title": "No rates yet" }',
  );
  expect(of({ status: 0, body: "fetch failed" })).toBe(
    "us-east-1 failed a request before any change, with no response: fetch failed",
  );
  expect(usualFault("us-east-1", usual, [{ name: "latency-fast" }])).toBe(
    "alarm latency-fast is in ALARM before any change. This machine may be too busy; try again later",
  );
});
