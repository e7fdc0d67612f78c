import { userInfo } from "node:os";
import { service } from "#service";
import { LocalRegions, readStack } from "../../src/local";
import { carryOut } from "../../src/local/command-line";
import { eventually, scratchFolder, synthesized } from "./support";

const SPEED = 60;
/** What a busy machine may be late by. */
const SLACK_MS = 30_000;

const folder = scratchFolder();
let regions: LocalRegions;
beforeAll(async () => {
  const stack = await readStack(synthesized(folder, {}));
  regions = new LocalRegions({ stack, speed: SPEED, port: 0, live: false, service });
  await regions.start();
  await eventually(async () => (await servedBy("New York")) === "us-east-1");
});
afterAll(() => regions.stop());

const command = (line: string) => carryOut(line, regions);

async function servedBy(place: string): Promise<string> {
  const answer = await fetch(
    `${regions.url}/v1/latest?base=USD&symbols=EUR&place=${encodeURIComponent(place)}`,
  );
  await answer.text();
  return `${answer.headers.get("x-served-by")}`;
}

/** Within the stated bound, on this machine's clock. */
function moves(place: string, region: string): Promise<void> {
  const boundMs = regions.clock.realMs(regions.evacuationSeconds("us-east-1"));
  return eventually(async () => (await servedBy(place)) === region, boundMs + SLACK_MS);
}

function state(region: string) {
  return regions.state().find((one) => one.region === region);
}

/** Longer than health checks and resolvers take to react. */
function wait(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, regions.clock.realMs(200)));
}

test("a gray failure fails the stated share of requests, while the health check succeeds", async () => {
  await command("fail us-east-1 gray 60");
  const statuses = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const answer = await fetch(`${regions.url}/v1/latest?base=USD&place=New%20York`);
      await answer.text();
      return answer.status;
    }),
  );
  expect(statuses.filter((status) => status === 503)).toHaveLength(30);
  await wait();
  expect(state("us-east-1")).toMatchObject({ healthy: true, grayPercent: 60 });
  expect(await servedBy("New York")).toBe("us-east-1");
});

test("an evacuated region's users move to its stand-in within the stated bound, and no one else moves", async () => {
  await command("evacuate us-east-1");
  expect(state("us-east-1")?.evacuated).toMatchObject({
    by: userInfo().username,
    reason: expect.any(String),
  });
  await moves("New York", "eu-west-1");
  expect(await servedBy("Dublin")).toBe("eu-west-1");
  expect(regions.evacuationSeconds("us-east-1")).toBe(100);
});

test("it stays evacuated when it then fails, and when it has recovered", async () => {
  await command("fail us-east-1");
  await eventually(() => state("us-east-1")?.healthy === false, SLACK_MS);
  await wait();
  expect(await servedBy("New York")).toBe("eu-west-1");
  await expect(command("evacuate us-east-1 undo")).rejects.toThrow("fails its health check");
  await command("heal us-east-1");
  await eventually(() => state("us-east-1")?.healthy === true, SLACK_MS);
  await wait();
  expect(await servedBy("New York")).toBe("eu-west-1");
});

test("rejects the evacuation of the last serving region", async () => {
  await expect(command("evacuate eu-west-1")).rejects.toThrow("so eu-west-1 must keep serving");
});

test("an evacuated region serves again if no other region responds", async () => {
  await command("fail eu-west-1");
  await moves("New York", "us-east-1");
  await command("heal eu-west-1");
  await moves("New York", "eu-west-1");
});

test("its users return with the end of the evacuation", async () => {
  await command("evacuate us-east-1 undo");
  await moves("New York", "us-east-1");
  expect(state("us-east-1")?.evacuated).toBeUndefined();
  expect(await command("evacuate us-east-1 undo")).toBe("us-east-1: not evacuated");
});

test.each([
  ["evacuate us-east-9", /"us-east-9" is not a region of this stack/],
  ["evacuate us-east-1 now", 'evacuate: unexpected argument "now"; only undo is allowed'],
  ["fail us-east-1 gray", "fail: expected a percentage from 1 to 100, as in fail us-east-1 gray 60"],
  ["fail us-east-1 gray 101", "fail: expected a percentage from 1 to 100"],
  ["fail us-east-1 table 5", /only gray takes a percentage/],
])("%s is rejected", async (line, message) => {
  await expect(command(line)).rejects.toThrow(message);
});
