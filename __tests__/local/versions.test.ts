import { Events } from "../../src/local/events";
import type { Invoked } from "../../src/local/functions/function-versions";
import { Functions } from "../../src/local/functions/functions";
import { bundle, eventually, functionModel, scratchFolder } from "./support";

const SOURCE = `exports.handler = async ({ wait = 0 }, { functionVersion }) => {
  await new Promise((resolve) => setTimeout(resolve, wait));
  return { statusCode: 200, body: JSON.stringify({ by: functionVersion, pid: process.pid, rate: "1.0842", amount: "100" }) };
};`;

const folder = scratchFolder();
let functions: Functions;
const model = functionModel({ memoryMb: 64 });
beforeAll(async () => {
  functions = new Functions(
    [Object.assign(model, { zip: await bundle(folder, "versions", SOURCE) })],
    new Events(),
  );
  await functions.start(
    () => ({}),
    () => undefined,
  );
});
afterAll(() => functions.stop());

const versions = () => {
  const found = functions.of(model);
  if (found === undefined) {
    throw new Error("not started");
  }
  return found;
};

const invoke = (event: object = {}) => functions.invoke(model, JSON.stringify(event));

function bodyOf(invoked: Invoked) {
  return JSON.parse(invoked.kind === "answered" ? JSON.parse(invoked.payload).body : "{}");
}

test("a published version receives no invocation until the alias routes to it", async () => {
  const version = await functions.publish(model);
  expect(bodyOf(await invoke()).by).toBe("1");
  versions().route({ version });
  const invoked = await invoke();
  expect([invoked.version, bodyOf(invoked).by]).toEqual([version, version]);
  expect(() => versions().route({ version: "99" })).toThrow("api: version 99 is not published");
  versions().route({ version: "1" });
});

test("two versions share the invocations by weight, and each runs in its own processes", async () => {
  const version = await functions.publish(model);
  versions().route({ version: "1", additional: { version, weight: 0.25 } });
  const outcomes = await Promise.all(Array.from({ length: 1000 }, () => invoke()));
  const share = outcomes.filter((one) => one.version === version).length / outcomes.length;
  // Six standard deviations.
  expect(Math.abs(share - 0.25)).toBeLessThan(0.08);
  expect(outcomes.every((one) => bodyOf(one).by === one.version)).toBe(true);
  const pids = (of: string) =>
    new Set(outcomes.map(bodyOf).flatMap(({ by, pid }) => (by === of ? [pid] : [])));
  expect([...pids("1")].filter((pid) => pids(version).has(pid))).toEqual([]);
  versions().route({ version: "1" });
});

test("a version that loses its share finishes its invocations, and its processes end", async () => {
  const version = await functions.publish(model);
  versions().route({ version });
  const { pid } = bodyOf(await invoke());
  const running = invoke({ wait: 300 });
  versions().route({ version: "1" });
  expect(bodyOf(await running).by).toBe(version);
  await eventually(() => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });
});

test("all versions share the reserved concurrency of their function", async () => {
  const version = await functions.publish(model);
  Object.assign(model, { reservedConcurrency: 1 });
  const first = invoke({ wait: 200 });
  versions().route({ version });
  expect(await invoke()).toMatchObject({ kind: "throttled", version });
  expect((await first).kind).toBe("answered");
  Object.assign(model, { reservedConcurrency: undefined });
  versions().route({ version: "1" });
});
