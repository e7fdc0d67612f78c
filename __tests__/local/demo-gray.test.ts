import { readFileSync } from "node:fs";
import { pagesOf } from "../../src/local/demo-pages";
import { readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";
import { run, scratchFolder, synthesized } from "./support";

const folder = scratchFolder();
const minutes = (count: number, failed: number) =>
  Array.from({ length: count }, () => ({ requests: 100, failed }));

test("the gray demo measures the failure, the page, the evacuation and the return, and each claim holds", async () => {
  const { code, stdout, stderr } = await run(folder, [
    ...["--stack", synthesized(folder, {}), "--demo", "gray", "--json", "--speed", "30"],
  ]).ended;
  expect(stderr).toBe("");
  const { claims } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  expect(claims.filter(({ holds }: { holds: boolean }) => !holds)).toEqual([]);
  expect(claims.map(({ claim }: { claim: string }) => claim).slice(0, 4)).toEqual([
    "60% of the requests of us-east-1's users fail",
    "the health check succeeds, and no user moves, for longer than a failover takes",
    "the on-call engineer is paged once, within 6 min",
    "users of us-east-1 move to other regions within 3.3 s",
  ]);
  expect(code).toBe(0);
}, 180_000);

test("a stack without evacuation cannot play it", async () => {
  const { code, stderr } = await run(folder, [
    ...["--stack", synthesized(folder, { evacuation: false }), "--demo", "gray", "--speed", "30"],
  ]).ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: "the gray demo needs evacuation, but no health check looks for a marker of us-east-1\n",
  });
});

test.each([
  [["gray"], 'unexpected argument "gray"; only --demo takes one: outage, gray, rollout'],
  [["--demo", "grey"], 'unexpected argument "grey"; only --demo takes one: outage, gray, rollout'],
])("%j is refused", async (args, message) => {
  expect(await run(folder, args).ended).toMatchObject({ code: 1, stderr: `${message}\n` });
});

test.each([
  [60, 10, ["currency-exchange-us-east-1-degraded"]],
  [0, 10, []],
  [60, 1, []],
])("%d %% of errors for %d min page by the stack's alarms: %j", (failed, count, alarms) => {
  const terraform = readTerraform(readFileSync(synthStackFile({}), "utf8"));
  const pages = pagesOf(terraform, "us-east-1", minutes(count, failed));
  expect(pages.map(({ alarm }) => alarm)).toEqual(alarms);
});
