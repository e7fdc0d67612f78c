import { bringBack, CACHE_SECONDS, evacuate } from "../../evacuation";
import { isObject, type JsonObject } from "../../terraform";
import { held, notHeld, type Verdict } from "./journal";
import { POLL_SECONDS, type Verified } from "./verified";

/** The timeout of each claim, in seconds. */
const LIMITS = { reachable: 900, replication: 60, alarm: 600, quiet: 1800, back: 900 };

/** The checks that require the region to be still failed. */
export const OUTAGE: readonly string[] = ["failover", "alarm", "others"];

type Check = readonly [id: string, claim: string, check: (verified: Verified) => Promise<Verdict>];

/** The claims in the order in which they are checked: `failover` stops one region's function, `return` starts it. */
export const CHECKS: readonly Check[] = [
  ["deploy", "The stack deploys", deploys],
  ["second-plan", "A second plan is empty", planIsEmpty],
  ["pinned", "Each region answers at its pinned name", pinnedNamesAnswer],
  ["nearest", "The nearest region answers each client", (verified) => ownAnswers(verified, verified.regions)],
  ["replication", "A write reaches every other region", replicates],
  ["quiet", "A healthy deployment raises no alarm", isQuiet],
  ["failover", "Users leave a failed region within the stated bound", failsOver],
  ["alarm", "An alarm reports the failed region", alarmReports],
  ["others", "Clients of other regions are not affected", othersAnswer],
  ["return", "Users return when the region has recovered", returns],
  ["quiet-again", "The alarms end with the failure", isQuiet],
  ["evacuation", "An operator moves a region's users within the stated bound, and back", evacuates],
  ["removal", "A region can be drained, retired and removed", regionLeaves],
];

function deploys(verified: Verified): Promise<Verdict> {
  const { deployment, journal, time } = verified.props;
  const started = time.now();
  journal.update({ deployed: true });
  return verified.attempt(async () => {
    await deployment.deploy();
    return held(verified.since(started));
  });
}

async function planIsEmpty({ props }: Verified): Promise<Verdict> {
  const { isEmpty, changes } = await props.deployment.plan();
  const lines = changes.map(({ actions, address }) => `${actions.join("-")} ${address}`);
  return isEmpty ? held("no changes") : notHeld(lines.slice(0, 5).join(", ") || "outputs change");
}

async function pinnedNamesAnswer(verified: Verified): Promise<Verdict> {
  const { regions } = verified;
  const seconds = await verified.until(LIMITS.reachable, async () => {
    const answers = await Promise.all(
      regions.map(async (region) => (await verified.ask(region, verified.pinnedName(region))) === region),
    );
    return answers.every(Boolean);
  });
  return seconds === undefined
    ? notHeld(`not all of ${regions.join(", ")} within ${LIMITS.reachable} s`)
    : held(`all answered after ${Math.round(seconds)} s`);
}

/** Checks that each of the given regions serves the clients in it. */
async function ownAnswers(verified: Verified, regions: readonly string[]): Promise<Verdict> {
  const answers = await Promise.all(
    regions.map(async (region) => ({ region, by: await verified.ask(region) })),
  );
  const wrong = answers.filter(({ region, by }) => by !== region);
  const said = (wrong.length > 0 ? wrong : answers).map(
    ({ region, by }) => `a client in ${region} is served by ${by ?? "no region"}`,
  );
  return wrong.length === 0 ? held(said.join("; ")) : notHeld(said.join("; "));
}

async function replicates(verified: Verified): Promise<Verdict> {
  const { table, regions, name } = verified;
  const { account, time } = verified.props;
  const seconds: number[] = [];
  for (const from of regions) {
    const key = Object.fromEntries(table.keys.map((attribute) => [attribute, `${name}-from-${from}`]));
    const item = { table: table.name, key };
    const started = time.now();
    await account.putItem(from, item);
    for (const to of regions.filter((region) => region !== from)) {
      if ((await verified.until(LIMITS.replication, () => account.hasItem(to, item), 0.2)) === undefined) {
        return notHeld(`${from} to ${to}: not within ${LIMITS.replication} s`);
      }
      seconds.push(time.now() - started);
    }
    await account.deleteItem(from, item);
  }
  return held(`${Math.max(...seconds).toFixed(1)} s at most`);
}

async function isQuiet(verified: Verified): Promise<Verdict> {
  let last: readonly string[] = [];
  const seconds = await verified.until(LIMITS.quiet, async () => {
    last = await verified.alarms();
    return last.length === 0;
  });
  return seconds === undefined
    ? notHeld(`still in ALARM: ${last.join(", ")}`)
    : held(`quiet after ${Math.round(seconds)} s`);
}

/** Stops the function behind one region's API. The outage lasts until `returns`. */
async function failsOver(verified: Verified): Promise<Verdict> {
  const { victim } = verified;
  const { account, journal } = verified.props;
  const bound = await verified.failoverSeconds();
  const stopped = { region: victim, name: verified.functionOf(victim) };
  journal.update({ stopped });
  await account.stopFunction(stopped.region, stopped.name);
  const limit = bound + LIMITS.alarm;
  const seconds = await verified.until(limit, async () => {
    const by = await verified.ask(victim);
    return by !== undefined && by !== victim;
  });
  if (seconds === undefined) {
    return notHeld(`clients in ${victim} were still sent to it after ${limit} s`);
  }
  // A resolver may have cached the old answer just before it changed.
  const measured = leftAfter(seconds, bound);
  return seconds + CACHE_SECONDS <= bound + POLL_SECONDS ? held(measured) : notHeld(measured);
}

function leftAfter(seconds: number, bound: number): string {
  return `${Math.round(seconds + CACHE_SECONDS)} s: answers changed after ${Math.round(seconds)} s and expire after ${CACHE_SECONDS} s; the bound is ${bound} s`;
}

async function alarmReports(verified: Verified): Promise<Verdict> {
  if (verified.props.journal.entries.stopped === undefined) {
    return { verdict: "not checked", measured: "no region has failed" };
  }
  let firing: readonly string[] = [];
  const seconds = await verified.until(LIMITS.alarm, async () => {
    firing = await verified.alarms();
    return firing.length > 0;
  });
  return seconds === undefined
    ? notHeld(`none within ${LIMITS.alarm} s`)
    : held(`${firing.join(", ")} after ${Math.round(seconds)} s more`);
}

function othersAnswer(verified: Verified): Promise<Verdict> {
  const others = verified.regions.filter((region) => region !== verified.victim);
  return ownAnswers(verified, others);
}

async function returns(verified: Verified): Promise<Verdict> {
  const { victim } = verified;
  await verified.startStopped();
  const seconds = await verified.until(LIMITS.back, async () => (await verified.ask(victim)) === victim);
  return seconds === undefined
    ? notHeld(`clients in ${victim} had not returned after ${LIMITS.back} s`)
    : held(`after ${Math.round(seconds)} s`);
}

/** Evacuates a healthy region as `npm run evacuate` does, and ends the evacuation again. */
async function evacuates(verified: Verified): Promise<Verdict> {
  const { victim } = verified;
  const evacuation = await verified.evacuation();
  const { now } = evacuation.planes;
  const region = evacuation.stack.regions.find((one) => one.region === victim);
  if (region === undefined || region.markers.length === 0) {
    return { verdict: "not checked", measured: `the configuration does not let ${victim} be evacuated` };
  }
  // A crashed verification may have left it evacuated.
  await bringBack(evacuation, victim, true);
  const before = await verified.ask(victim);
  if (before !== victim) {
    return notHeld(`before the evacuation, clients in ${victim} were served by ${before ?? "no region"}`);
  }
  const started = now();
  if (!(await evacuate(evacuation, victim, { by: "verify:aws", reason: "a verification" }))) {
    return notHeld(`clients in ${victim} were still sent to it after ${Math.round(now() - started)} s`);
  }
  const left = leftAfter(now() - started, region.seconds);
  const ended = now();
  return (await bringBack(evacuation, victim, false))
    ? held(`${left}; users returned after ${Math.round(now() - ended)} s`)
    : notHeld(`${left}; users had not returned after ${region.seconds} s`);
}

async function regionLeaves(verified: Verified): Promise<Verdict> {
  const { configuredRegions: all, victim } = verified;
  const { deployment, journal, say } = verified.props;
  const { [victim]: leaving, ...rest } = all;
  const withStatus = (status: string): JsonObject => ({
    ...all,
    [victim]: { ...(isObject(leaving) ? leaving : {}), status },
  });
  const steps = [withStatus("draining"), withStatus("retired"), rest];
  for (const [index, regions] of steps.entries()) {
    say(`  step ${index + 1} of ${steps.length}`);
    const configuration = { ...journal.entries.configuration, regions };
    journal.update({ configuration });
    deployment.configure(configuration);
    const found = await verified.attempt(async () => {
      await deployment.deploy();
      return planIsEmpty(verified);
    });
    if (found.verdict !== "held") {
      return notHeld(`step ${index + 1}: ${found.measured}`);
    }
  }
  return held(`${steps.length} deployments, each with an empty plan after it`);
}
