import { service } from "#service";
import { LocalRegions, readStack } from "../../src/local";
import { FAULT_NAMES, FAULTS, type Fault } from "../../src/local/functions/faulty-version";
import { rolloutStories } from "../../src/local/rollout/play-rollout";
import { type RolloutStory, rolloutClaims } from "../../src/local/rollout/rollout-claims";
import { scratchFolder, synthesized } from "./support";

const folder = scratchFolder();
const STAGE = { say: () => undefined, command: async () => "" };
const SHIFT_AND_BAKE = 5 * 60;

/** Returns regions that run the real bundles in their own processes. Their time waits for this machine's responses. */
function localRegions(file: string): LocalRegions {
  return new LocalRegions({
    ...{ stack: readStack(file), speed: 1, port: 0, live: false, service },
  });
}

/**
 * Measures latencies only in one region and while a version with one fault is rolled out; all other responses count as
 * fast. Latencies are real time, so on a busy machine they do not depend on the version alone.
 *
 * @returns a function for the lines of the demo, which name the version
 */
function measureLatenciesOf({ metrics }: LocalRegions, fault: Fault, region: string): (line: string) => void {
  let isPlaying = false;
  const put = metrics.putResponse.bind(metrics);
  metrics.putResponse = (api, { status, milliseconds }) =>
    put(api, { status, milliseconds: isPlaying && api.region === region ? milliseconds : 1 });
  return (line) => {
    isPlaying = line.startsWith("\nA version ") ? line.includes(FAULTS[fault]) : isPlaying;
  };
}

let stories: readonly RolloutStory[];
beforeAll(async () => {
  const regions = localRegions(
    synthesized(folder, {
      rollout: { type: "canary", percent: 50, minutes: 3, bakeMinutes: 2, firstRegion: "eu-west-1" },
      canary: { enabled: true, schedule: "rate(1 minute)" },
    }),
  );
  try {
    await regions.start();
    regions.setSpeed(1000);
    const playing = measureLatenciesOf(regions, "slow", "eu-west-1");
    stories = await rolloutStories(regions, { ...STAGE, say: playing });
  } finally {
    await regions.stop();
  }
}, 300_000);

function storyOf(fault: Fault | undefined) {
  const story = stories.find((one) => one.fault === fault);
  if (story === undefined) {
    throw new Error(`${fault} was not rolled out`);
  }
  const own = story.during.filter(({ home }) => home === "eu-west-1");
  return { story, lost: own.filter(({ status }) => status !== 200).length / own.length, own };
}

test("every claim about bad versions and a good one holds", () => {
  expect(stories.map(({ fault }) => fault)).toEqual([...FAULT_NAMES, undefined]);
  expect(rolloutClaims(stories).filter(({ holds }) => !holds)).toEqual([]);
});

/** The failed request may be a user's, a canary's, or a health check's. */
const ERRORS =
  /alarm \S+-availability-|5xx responses: |failed invocations of |failed canary requests: |no answer from /;

test.each<[Fault, { evidence: RegExp; lost: [number, number]; message?: string }]>([
  ["failing", { evidence: ERRORS, lost: [0, 0.4], message: "Cannot read" }],
  ["slow", { evidence: /responses slower than 500 ms: |alarm \S+-latency-/, lost: [0, 0] }],
  [
    "leaking",
    {
      evidence: ERRORS,
      lost: [0, 0.4],
      message: "Runtime exited",
    },
  ],
  ["corrupting", { evidence: /failed canary requests: /, lost: [0, 0] }],
])("a %s version reaches only one region, and is rolled back with its evidence", (fault, expected) => {
  const { story, lost } = storyOf(fault);
  expect(story.state).toBe("rolled back");
  expect(story.why).toMatch(/^eu-west-1: /);
  expect(story.why).toMatch(expected.evidence);
  expect(story.seconds).toBeLessThanOrEqual(SHIFT_AND_BAKE + 60);
  expect(lost).toBeGreaterThanOrEqual(expected.lost[0]);
  expect(lost).toBeLessThanOrEqual(expected.lost[1]);
  expect(story.regions).toEqual(
    ["eu-west-1", "us-east-1"].map((region) => ({ region, before: "1", now: "1" })),
  );
  expect(story.failedRequests.length > 0).toBe(expected.message !== undefined);
  for (const { requestId, message } of story.failedRequests) {
    expect(message).toContain(expected.message);
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test("a corrupting version's wrong responses are counted", () => {
  const { own } = storyOf("corrupting");
  expect(own.filter(({ isWrong }) => isWrong).length).toBeGreaterThan(0);
});

test("a good version reaches every region, one after the other", () => {
  const { story } = storyOf(undefined);
  expect([story.state, story.why]).toEqual(["done", ""]);
  expect(story.regions).toEqual([
    { region: "eu-west-1", before: "1", now: "6" },
    { region: "us-east-1", before: "1", now: "2" },
  ]);
  expect(story.seconds).toBeGreaterThanOrEqual(2 * SHIFT_AND_BAKE);
});

test("a stack with one region cannot play it", async () => {
  const regions = localRegions(
    synthesized(folder, { regions: { "eu-west-1": {} }, table: { home: "eu-west-1" } }),
  );
  await expect(rolloutStories(regions, STAGE)).rejects.toThrow(
    'the rollout demo needs the output "rollout" with at least two regions with users',
  );
  await regions.stop();
});
