import { changesOf, touches } from "../review/change";
import { GLOBAL } from "../review/region";
import { type Stage, stagesOf } from "../review/stages";
import { type Without, withoutOf } from "../review/without";
import {
  linesOf,
  orderRegions,
  type RegionState,
  type RolloutEvent,
  readRollout,
  rollOut,
  servedIn,
  statusOf,
} from "../rollout";
import { type Plan, readPlan } from "../terraform";
import { answering, endpointsOf, silent, wantedAfter } from "./answers";
import { awsPorts, targetsIn } from "./aws/ports";
import { beyond } from "./beyond";
import { leaveNothingOut, leaveOut, WITHOUT_REFRESH } from "./emergency";
import { pendingRegions, withoutRegion } from "./pending";
import { PipelineError, PLAN, SIGNALS, Stack, step, WAIT_FOR_LOCK } from "./stack";

const USAGE = `npm run apply [-- --json] [-- --again]

Applies the plan of npm run plan, one region after the other, watches each, and rolls it back if it has become worse.

  --json    writes one JSON object per line to standard output, instead of the lines for people
  --again   moves requests to versions that were rolled back, too

Exit codes: 0 everything is deployed, 1 an error, 2 a region was rolled back, 3 a rollback failed, 4 a region was
changed and did not pass, 130 interrupted. See docs/rollout.md.`;

const STAGE = "stage.tfplan";
const CHANGES = 2;

const WHOLE = "applied as a whole: no region was watched";

const EXIT_CODES: Readonly<Partial<Record<RegionState, number>>> = {
  done: 0,
  "rolled back": 2,
  "rollback failed": 3,
  held: 4,
  interrupted: 130,
};

/**
 * `npm run apply`: applies the saved plan and nothing else. If its changes can be made region by region, it plans each
 * region separately, compares that plan with the saved one, and applies it only if it makes the same changes. In all
 * other cases it applies the saved plan itself, which Terraform rejects if the state has changed since.
 *
 * Then it moves requests to new versions where Terraform does not. It watches each region after its change and rolls it
 * back if it has become worse; the regions after it are left alone.
 */
step({
  name: "apply",
  help: USAGE,
  config: {
    options: { json: { type: "boolean", default: false }, again: { type: "boolean", default: false } },
  },
  async run({ values: { json, again } }) {
    const report = (event: RolloutEvent) => {
      const lines = json ? [JSON.stringify(event)] : linesOf(event);
      (json ? process.stdout : process.stderr).write(lines.map((line) => `${line}\n`).join(""));
    };
    const stack = Stack.synthesized();
    await stack.init();
    const reviewed = readPlan(await stack.saved());
    if (reviewed.errored) {
      throw new PipelineError("the plan ended in an error: plan again");
    }
    const without = withoutOf(reviewed);
    const { before: deployed, after } = reviewed;
    // A plan without a region has no outputs if anything waits, but the state has those of the last apply.
    const rollout =
      without === undefined
        ? readRollout(after.outputs)
        : withoutRegion(readRollout(new Map([...deployed.outputs, ...after.outputs])), without.region);
    const stages = stagesOf(reviewed);
    const endpoints = endpointsOf(reviewed);
    const before = await answering(endpoints.map(({ url }) => url));
    const signal = interruption();
    const ports = awsPorts({
      plan: reviewed,
      rollout,
      async change(region) {
        const stage = stages.find((one) => one.region === region);
        return stage !== undefined && (await applyPart(stack, stage, reviewed, without, signal));
      },
      silent: (region) => silent(wantedAfter(region, endpoints, before)),
      silentBefore: (region) => wantedAfter(region, endpoints, before).filter((url) => !before.includes(url)),
    });
    const isWhole = stages.length === 0 && changesOf(reviewed).some(touches);
    const waveOf = (region: string) => ({ region, targets: targetsIn(region, rollout, reviewed) });
    const everyRegion = [...rollout.regions.keys()].map(waveOf);
    const servedBefore = await servedIn(isWhole ? everyRegion : [], ports);
    if (stages.length === 0) {
      await stack.run(["apply", WAIT_FOR_LOCK, PLAN], [0], signal);
    } else if (without !== undefined) {
      leaveOut(stack, without);
    }
    const changed = new Set(stages.map(({ region }) => region));
    const hasGlobal = changed.delete(GLOBAL);
    const regions = [...new Set([...changed, ...(await pendingRegions(rollout, ports))])];
    const order = [...(await orderRegions(regions, rollout, ports, report)), ...(hasGlobal ? [GLOBAL] : [])];
    const waves = order.map(waveOf);
    const { state, why } =
      waves.length === 0
        ? { state: "done" as const, why: undefined }
        : await rollOut({ ports, rollout, waves, signal, report, again });
    if (isWhole && waves.length === 0) {
      const regions = await statusOf(everyRegion, ports, servedBefore, () => "done");
      report({ event: "end", state, why: WHOLE, regions });
      console.error(`apply: ${WHOLE}`);
    } else if (isWhole) {
      console.error(
        `apply: applied as a whole: only shifts of requests were watched, in ${order.join(", ")}`,
      );
    }
    if (state === "failed" && !signal.aborted) {
      throw new PipelineError(why);
    }
    if (state === "done" && stages.length > 0 && without === undefined) {
      // Outputs belong to no region.
      await applyPart(stack, { region: "outputs", addresses: [] }, reviewed, without, signal);
    }
    leaveNothingOut(stack);
    if (why !== undefined) {
      console.error(`apply: ${why}`);
    }
    // Terraform was stopped by the second Ctrl-C.
    return EXIT_CODES[state === "failed" ? "interrupted" : state] ?? 1;
  },
});

/** Ctrl-C stops between two steps. Terraform, in a process group of its own, ends its step first. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of SIGNALS) {
    process.once(name, () => {
      console.error("\nStops after this step. Press Ctrl-C again to stop Terraform now.");
      controller.abort();
      // Without a handler, the next one would end this process, and leave Terraform alone.
      process.on(name, () => undefined);
    });
  }
  return controller.signal;
}

/** @returns whether it changed anything */
async function applyPart(
  stack: Stack,
  { region, addresses }: Stage,
  reviewed: Plan,
  without: Without | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  console.error(`\n${region}: ${addresses.length} of the plan's changes`);
  const options = [
    ...(without === undefined ? [] : [WITHOUT_REFRESH]),
    ...addresses.map((address) => `-target=${address}`),
  ];
  const code = await stack.run(
    ["plan", "-detailed-exitcode", WAIT_FOR_LOCK, `-out=${STAGE}`, ...options],
    [0, CHANGES],
    signal,
  );
  if (code !== CHANGES || signal.aborted) {
    return false;
  }
  const others = beyond(readPlan(await stack.show(STAGE)), reviewed);
  if (others.length > 0) {
    throw new PipelineError(
      `${region} would now change what was not reviewed (${others.join(", ")}), and was left alone: plan again`,
    );
  }
  await stack.run(["apply", WAIT_FOR_LOCK, STAGE], [0], signal);
  return true;
}
