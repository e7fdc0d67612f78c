import { messageOf } from "../../command";
import { type DataPlanes, type EvacuableStack, readStack } from "../../evacuation";
import { isObject, type JsonObject } from "../../terraform";
import type { Deployment } from "../deployment";
import { duration } from "../summary";
import type { Account } from "./account";
import type { Journal, Verdict } from "./journal";

/** The time of the verified regions in seconds: real time, except in an accelerated local run. */
export interface Time {
  now(): number;
  /** @throws the reason of an interruption */
  wait(seconds: number): Promise<void>;
  /** @throws the reason of an interruption */
  throwIfInterrupted(): void;
}

export interface VerifiedProps {
  readonly account: Account;
  readonly time: Time;
  /** Returns the world outside the account, with a client in each region of the stack. */
  readonly planes: (stack: EvacuableStack) => Promise<DataPlanes>;
  readonly deployment: Pick<
    Deployment,
    | "configure"
    | "configured"
    | "deploy"
    | "deployed"
    | "deployOnly"
    | "destroy"
    | "outputs"
    | "plan"
    | "stack"
  >;
  readonly journal: Journal;
  /** Shows progress. */
  readonly say: (line: string) => void;
}

export const POLL_SECONDS = 5;

/** The deployment under verification, with its resources and its behavior from outside. */
export class Verified {
  private stack: EvacuableStack | undefined;

  constructor(readonly props: VerifiedProps) {}

  /** The deployment's name, which is the prefix of every name in AWS. */
  get name(): string {
    return this.props.journal.entries.name;
  }

  /** The configuration of each region. */
  get configuredRegions(): JsonObject {
    const { regions } = this.props.journal.entries.configuration;
    return isObject(regions) ? regions : {};
  }

  get regions(): readonly string[] {
    return Object.keys(this.configuredRegions);
  }

  /** The region that fails and is removed. It is not the table's home region, which cannot be removed. */
  get victim(): string {
    const home = this.table.region;
    const victim = this.regions.findLast((region) => region !== home);
    if (victim === undefined) {
      throw new Error("the stack has only one region");
    }
    return victim;
  }

  get sharedName(): string {
    return String(this.props.journal.entries.configuration["domainName"]);
  }

  pinnedName(region: string): string {
    return `${region}.${this.sharedName}`;
  }

  get table(): { name: string; keys: readonly string[]; region: string | undefined } {
    const table = this.props.deployment.configured().find(({ type }) => type === "aws_dynamodb_table");
    if (table === undefined) {
      throw new Error("the stack has no table");
    }
    const keys = ["hash_key", "range_key"].flatMap((key) => table.attributes.knownText(key) ?? []);
    return { name: table.attributes.knownText("name") ?? "", keys, region: table.region };
  }

  /** The function that API Gateway may invoke in a region. */
  functionOf(region: string): string {
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

  /** The stated bound within which users leave a failed region. */
  async failoverSeconds(): Promise<number> {
    const seconds = (await this.props.deployment.outputs()).get("failover_seconds");
    if (typeof seconds !== "number") {
      throw new Error("the stack states no failover_seconds");
    }
    return seconds;
  }

  /** Everything that `npm run evacuate` needs. An interruption ends its waits. */
  async evacuation(): Promise<{ stack: EvacuableStack; planes: DataPlanes; say: (line: string) => void }> {
    const { planes, say, time } = this.props;
    const stack = this.routing();
    return {
      stack,
      planes: { ...(await planes(stack)), wait: (seconds) => time.wait(seconds) },
      say: (line) => say(`  ${line}`),
    };
  }

  /** Returns the region that serves a client in a region, at the shared name or at another name. */
  async ask(clientIn: string, host = this.sharedName): Promise<string | undefined> {
    try {
      const { places, servedBy } = await this.props.planes(this.routing());
      const client = places.find(({ name }) => name === `a client in ${clientIn}`);
      return client && (await servedBy(host, client));
    } catch {
      // Retries name servers that do not respond.
      return undefined;
    }
  }

  /** The regions as they are deployed first; only the last check changes them. */
  private routing(): EvacuableStack {
    this.stack ??= readStack(this.props.deployment.stack());
    return this.stack;
  }

  /** Returns the currently notifying alarms in every region. */
  async alarms(): Promise<readonly string[]> {
    const { account, deployment } = this.props;
    const alarms = deployment.configured().filter(({ type }) => type.endsWith("_alarm"));
    const regions = new Set(alarms.flatMap(({ region }) => region ?? []));
    return (await Promise.all([...regions].map((region) => account.alarms(region, this.name)))).flat();
  }

  /** Polls until a condition holds. @returns the elapsed seconds; undefined if it did not hold in time */
  async until(
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

  since(started: number): string {
    return duration((this.props.time.now() - started) * 1000);
  }

  /** Returns a check's verdict, or the given one if the check throws. An interruption ends the verification. */
  async attempt(check: () => Promise<Verdict>, otherwise: Verdict["verdict"] = "not held"): Promise<Verdict> {
    try {
      return await check();
    } catch (error) {
      this.props.time.throwIfInterrupted();
      return { verdict: otherwise, measured: messageOf(error) };
    }
  }

  /** Starts the function that a check has stopped. */
  async startStopped(): Promise<void> {
    const { account, journal } = this.props;
    const { stopped } = journal.entries;
    if (stopped !== undefined) {
      await account.startFunction(stopped.region, stopped.name);
      journal.update({ stopped: undefined });
    }
  }
}
