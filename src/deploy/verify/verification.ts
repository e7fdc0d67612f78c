import { isObject, type JsonObject } from "../../terraform";
import { type Deployment, unprotected } from "../deployment";
import { duration } from "../summary";
import type { Account, HostedZone } from "./account";
import type { Internet } from "./internet";
import type { Finding, Journal } from "./journal";

/** Seconds that pass in the verified regions: real ones, except on a machine that speeds time up. */
export interface Time {
  now(): number;
  /** @throws the reason of an interruption */
  wait(seconds: number): Promise<void>;
  /** @throws the reason of an interruption */
  throwIfInterrupted(): void;
}

export interface VerificationProps {
  readonly account: Account;
  readonly internet: Internet;
  readonly time: Time;
  readonly deployment: Pick<
    Deployment,
    "configure" | "configured" | "deploy" | "deployed" | "destroy" | "outputs" | "plan"
  >;
  readonly journal: Journal;
  readonly zone: HostedZone;
  /** Shows progress. */
  readonly say: (line: string) => void;
}

/** A path that any API answers, if only with 404: the header says which region answered. */
const PATH = "/";

/** How long each claim may take before it counts as not held, in seconds. */
const LIMITS = { reachable: 900, replication: 60, alarm: 600, quiet: 1800, back: 900 };
const POLL_SECONDS = 5;

/** The checks that need the failed region to be still failed. */
const OUTAGE = ["failover", "alarm", "others"];

type Verdict = Pick<Finding, "verdict" | "measured">;
type Check = readonly [id: string, claim: string, check: () => Promise<Verdict>];

/**
 * Deploys a stack, checks from outside what the documentation claims, and destroys the stack again. Each finding is
 * recorded at once; a verification that is run again goes on after the last one.
 */
export class Verification {
  private readonly name: string;

  constructor(private readonly props: VerificationProps) {
    this.name = props.journal.entries.name;
  }

  /** Everything but the destruction. A claim that cannot be checked does not end the verification. */
  async check(): Promise<void> {
    this.forgetWhatIsGone();
    for (const [id, claim, check] of this.checks()) {
      if (this.props.journal.entries.findings.some((finding) => finding.id === id)) {
        continue;
      }
      this.props.say(`… ${claim}`);
      const found = await this.outcome(check);
      this.record({ id, claim, ...found });
      if (id === "deploy" && found.verdict !== "held") {
        return;
      }
    }
  }

  /** After a clean-up, the deployment is made again; an outage that has ended is measured again as a whole. */
  private forgetWhatIsGone(): void {
    const { journal } = this.props;
    const { deployed, stopped, findings } = journal.entries;
    const outageIsOver = stopped === undefined && !findings.some(({ id }) => id === "return");
    const gone = [...(deployed ? [] : ["deploy", "destroy"]), ...(outageIsOver ? OUTAGE : [])];
    journal.update({ findings: findings.filter(({ id }) => !gone.includes(id)) });
  }

  /** Starts a stopped function and destroys everything that was deployed. */
  async cleanUp(): Promise<void> {
    const { journal, deployment, say } = this.props;
    await this.startStopped();
    if (!journal.entries.deployed) {
      return;
    }
    say("… Destroying the deployment");
    const started = this.props.time.now();
    const found = await this.attempt(async () => {
      deployment.configure(unprotected(journal.entries.configuration));
      await deployment.deploy();
      await deployment.destroy();
      const left = await deployment.deployed();
      return left.length === 0
        ? held(`destroyed in ${this.since(started)}`)
        : notHeld(`${left.length} resources are left: ${left.slice(0, 5).join(", ")}`);
    });
    journal.update({
      findings: journal.entries.findings.filter(({ id }) => id !== "destroy"),
      deployed: found.verdict !== "held",
    });
    this.record({ id: "destroy", claim: "Destroying leaves nothing", ...found });
  }

  private record(finding: Finding): void {
    this.props.journal.add(finding);
    this.props.say(`${finding.verdict === "held" ? "✓" : "✗"} ${finding.claim} (${finding.measured})`);
  }

  private checks(): readonly Check[] {
    return [
      ["deploy", "The stack deploys", () => this.deploys()],
      ["second-plan", "A second plan is empty", () => this.planIsEmpty()],
      ["pinned", "Each region answers at its pinned name", () => this.pinnedNamesAnswer()],
      ["nearest", "The nearest region answers each client", () => this.nearestAnswers()],
      ["replication", "A write reaches every other region", () => this.replicates()],
      ["quiet", "A healthy deployment raises no alarm", () => this.isQuiet()],
      ["failover", "Users leave a failed region within the stated bound", () => this.failsOver()],
      ["alarm", "An alarm reports the failed region", () => this.alarmReports()],
      ["others", "Clients of other regions notice nothing", () => this.othersAnswer()],
      ["return", "Users return when the region has recovered", () => this.returns()],
      ["quiet-again", "The alarms end with the failure", () => this.isQuiet()],
      ["removal", "A region can be drained, retired and removed", () => this.regionLeaves()],
    ];
  }

  /** A check that throws decided nothing; an interruption ends the verification. */
  private async outcome(check: () => Promise<Verdict>): Promise<Verdict> {
    try {
      return await check();
    } catch (error) {
      this.props.time.throwIfInterrupted();
      return { verdict: "not checked", measured: error instanceof Error ? error.message : String(error) };
    }
  }

  /** What Terraform refuses is a claim that does not hold. */
  private async attempt(work: () => Promise<Verdict>): Promise<Verdict> {
    try {
      return await work();
    } catch (error) {
      this.props.time.throwIfInterrupted();
      return notHeld(error instanceof Error ? error.message : String(error));
    }
  }

  private deploys(): Promise<Verdict> {
    const { deployment, journal, time } = this.props;
    const started = time.now();
    journal.update({ deployed: true });
    return this.attempt(async () => {
      await deployment.deploy();
      return held(this.since(started));
    });
  }

  private async planIsEmpty(): Promise<Verdict> {
    const { isEmpty, changes } = await this.props.deployment.plan();
    const lines = changes.map(({ actions, address }) => `${actions.join("-")} ${address}`);
    return isEmpty ? held("no changes") : notHeld(lines.slice(0, 5).join(", ") || "outputs change");
  }

  private async pinnedNamesAnswer(): Promise<Verdict> {
    const seconds = await this.until(LIMITS.reachable, async () => {
      const answers = await Promise.all(
        this.regions.map(async (region) => (await this.ask(region, this.pinnedName(region))) === region),
      );
      return answers.every(Boolean);
    });
    return seconds === undefined
      ? notHeld(`not all of ${this.regions.join(", ")} within ${LIMITS.reachable} s`)
      : held(`all answered after ${Math.round(seconds)} s`);
  }

  private async nearestAnswers(): Promise<Verdict> {
    const answers = await Promise.all(
      this.regions.map(async (region) => ({ region, by: await this.ask(region) })),
    );
    const wrong = answers.filter(({ region, by }) => by !== region);
    const said = (wrong.length > 0 ? wrong : answers).map(
      ({ region, by }) => `a client in ${region} is answered by ${by ?? "no region"}`,
    );
    return wrong.length === 0 ? held(said.join("; ")) : notHeld(said.join("; "));
  }

  private async replicates(): Promise<Verdict> {
    const { account, time } = this.props;
    const table = this.table;
    const seconds: number[] = [];
    for (const from of this.regions) {
      const item = {
        table: table.name,
        key: Object.fromEntries(table.keys.map((key) => [key, `${this.name}-from-${from}`])),
      };
      const started = time.now();
      await account.putItem(from, item);
      for (const to of this.regions.filter((region) => region !== from)) {
        if ((await this.until(LIMITS.replication, () => account.hasItem(to, item), 0.2)) === undefined) {
          return notHeld(`${from} to ${to}: not within ${LIMITS.replication} s`);
        }
        seconds.push(time.now() - started);
      }
      await account.deleteItem(from, item);
    }
    return held(`${Math.max(...seconds).toFixed(1)} s at most`);
  }

  private async isQuiet(): Promise<Verdict> {
    let last: readonly string[] = [];
    const seconds = await this.until(LIMITS.quiet, async () => {
      last = await this.alarms();
      return last.length === 0;
    });
    return seconds === undefined
      ? notHeld(`still in ALARM: ${last.join(", ")}`)
      : held(`quiet after ${Math.round(seconds)} s`);
  }

  /** Stops the function behind one region's API. What follows is measured until `returns`. */
  private async failsOver(): Promise<Verdict> {
    const { account, journal } = this.props;
    const bound = await this.failoverSeconds();
    const stopped = { region: this.victim, name: this.functionOf(this.victim) };
    journal.update({ stopped });
    await account.stopFunction(stopped.region, stopped.name);
    const seconds = await this.until(bound + LIMITS.alarm, async () => {
      const by = await this.ask(this.victim);
      return by !== undefined && by !== this.victim;
    });
    if (seconds === undefined) {
      return notHeld(`clients in ${this.victim} were still sent to it after ${bound + LIMITS.alarm} s`);
    }
    // A resolver may have asked just before the answer changed.
    const left = seconds + TTL_SECONDS;
    const measured = `${Math.round(left)} s: answers changed after ${Math.round(seconds)} s and expire after ${TTL_SECONDS} s; the bound is ${bound} s`;
    return left <= bound + POLL_SECONDS ? held(measured) : notHeld(measured);
  }

  private async alarmReports(): Promise<Verdict> {
    if (this.props.journal.entries.stopped === undefined) {
      return { verdict: "not checked", measured: "no region has failed" };
    }
    let firing: readonly string[] = [];
    const seconds = await this.until(LIMITS.alarm, async () => {
      firing = await this.alarms();
      return firing.length > 0;
    });
    return seconds === undefined
      ? notHeld(`none within ${LIMITS.alarm} s`)
      : held(`${firing.join(", ")} after ${Math.round(seconds)} s more`);
  }

  private async othersAnswer(): Promise<Verdict> {
    const others = this.regions.filter((region) => region !== this.victim);
    const answers = await Promise.all(others.map(async (region) => ({ region, by: await this.ask(region) })));
    const wrong = answers.filter(({ region, by }) => by !== region);
    return wrong.length === 0
      ? held(`${others.join(", ")} answered`)
      : notHeld(wrong.map(({ region, by }) => `${region}: answered by ${by ?? "no region"}`).join("; "));
  }

  private async returns(): Promise<Verdict> {
    await this.startStopped();
    const seconds = await this.until(LIMITS.back, async () => (await this.ask(this.victim)) === this.victim);
    return seconds === undefined
      ? notHeld(`clients in ${this.victim} had not returned after ${LIMITS.back} s`)
      : held(`after ${Math.round(seconds)} s`);
  }

  private async regionLeaves(): Promise<Verdict> {
    const { deployment, journal, say } = this.props;
    const all = this.configuredRegions;
    const { [this.victim]: leaving, ...rest } = all;
    const steps: readonly JsonObject[] = [
      { ...all, [this.victim]: { ...(isObject(leaving) ? leaving : {}), status: "draining" } },
      { ...all, [this.victim]: { ...(isObject(leaving) ? leaving : {}), status: "retired" } },
      rest,
    ];
    for (const [index, regions] of steps.entries()) {
      say(`  step ${index + 1} of ${steps.length}`);
      const configuration = { ...journal.entries.configuration, regions };
      journal.update({ configuration });
      deployment.configure(configuration);
      const found = await this.attempt(async () => {
        await deployment.deploy();
        return this.planIsEmpty();
      });
      if (found.verdict !== "held") {
        return notHeld(`step ${index + 1}: ${found.measured}`);
      }
    }
    return held(`${steps.length} deployments, each with an empty plan after it`);
  }

  private async startStopped(): Promise<void> {
    const { account, journal } = this.props;
    const { stopped } = journal.entries;
    if (stopped !== undefined) {
      await account.startFunction(stopped.region, stopped.name);
      journal.update({ stopped: undefined });
    }
  }

  /** The region that answers a client in a region, at the shared name or at another one. */
  private async ask(clientIn: string, host = this.sharedName): Promise<string | undefined> {
    const { internet, zone } = this.props;
    const [nameServer = ""] = zone.nameServers;
    try {
      const client = await internet.addressIn(clientIn);
      const [address] = await internet.resolve(nameServer, host, client);
      return address === undefined ? undefined : (await internet.get(address, host, PATH))?.region;
    } catch {
      // A name server that does not answer once is asked again.
      return undefined;
    }
  }

  private async alarms(): Promise<readonly string[]> {
    const regions = new Set(
      this.props.deployment
        .configured()
        .flatMap(({ type, region }) => (type.endsWith("_alarm") ? (region ?? []) : [])),
    );
    const names = await Promise.all(
      [...regions].map((region) => this.props.account.alarms(region, this.name)),
    );
    return names.flat();
  }

  /** Polls until a condition holds. @returns the seconds that it took; undefined if it did not hold in time */
  private async until(
    limit: number,
    condition: () => Promise<boolean>,
    pause = POLL_SECONDS,
  ): Promise<number | undefined> {
    const { time } = this.props;
    const started = time.now();
    do {
      if (await condition()) {
        return time.now() - started;
      }
      await time.wait(pause);
    } while (time.now() - started < limit);
    return undefined;
  }

  private since(started: number): string {
    return duration((this.props.time.now() - started) * 1000);
  }

  private get configuredRegions(): JsonObject {
    const { regions } = this.props.journal.entries.configuration;
    return isObject(regions) ? regions : {};
  }

  private get regions(): readonly string[] {
    return Object.keys(this.configuredRegions);
  }

  /** The region that fails and leaves: not the table's home, which cannot leave. */
  private get victim(): string {
    const home = this.table.region;
    const victim = this.regions.findLast((region) => region !== home);
    if (victim === undefined) {
      throw new Error("there is one region only");
    }
    return victim;
  }

  private get sharedName(): string {
    return String(this.props.journal.entries.configuration["domainName"]);
  }

  private pinnedName(region: string): string {
    return `${region}.${this.sharedName}`;
  }

  private get table(): { name: string; keys: readonly string[]; region: string | undefined } {
    const table = this.props.deployment.configured().find(({ type }) => type === "aws_dynamodb_table");
    if (table === undefined) {
      throw new Error("the stack has no table");
    }
    const keys = ["hash_key", "range_key"].flatMap((key) => table.attributes.knownText(key) ?? []);
    return { name: table.attributes.knownText("name") ?? "", keys, region: table.region };
  }

  /** The function that API Gateway may invoke in a region. */
  private functionOf(region: string): string {
    const permission = this.props.deployment
      .configured()
      .find(
        ({ type, attributes, region: own }) =>
          type === "aws_lambda_permission" &&
          own === region &&
          attributes.knownText("principal") === "apigateway.amazonaws.com",
      );
    const name = permission?.attributes.knownText("function_name");
    if (name === undefined) {
      throw new Error(`no function answers in ${region}`);
    }
    return name;
  }

  private async failoverSeconds(): Promise<number> {
    const seconds = (await this.props.deployment.outputs()).get("failover_seconds");
    if (typeof seconds !== "number") {
      throw new Error("the stack states no failover_seconds");
    }
    return seconds;
  }
}

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html */
const TTL_SECONDS = 60;

function held(measured: string): Verdict {
  return { verdict: "held", measured };
}

function notHeld(measured: string): Verdict {
  return { verdict: "not held", measured };
}
