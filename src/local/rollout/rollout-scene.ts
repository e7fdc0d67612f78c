import {
  type ActiveAlarm,
  type FailedRequest,
  orderRegions,
  type RolloutEvent,
  rollOut,
  type Span,
  type StatedRollout,
  type Target,
} from "../../rollout";
import type { Stage } from "../demo-scene";
import { introduction, type Users } from "../demo-users";
import { FAULTS, type Fault } from "../functions/faulty-version";
import type { LocalRegions } from "../local-regions";
import { type FunctionModel, functionNamed } from "../stack/functions";
import type { Stack } from "../stack/stack";
import { StackError } from "../stack/stack-error";
import type { Sample } from "../steady-load";
import { Clients } from "./clients";
import { LocalPorts } from "./local-ports";
import { narrator } from "./narrator";
import type { Answered, RolloutStory } from "./rollout-claims";

/** The attempts to get a region's first response: it may still load its data. */
const START_ATTEMPTS = 4;
const ATTEMPT_SECONDS = 15;
/** The time in which the regions run without a change, for comparison. */
const USUAL_SECONDS = 2 * 60;
/** The time after a rollout in which the regions must serve as before it. */
const AFTER_SECONDS = 30;
/** Two checks of a region's metrics. */
const SLACK_SECONDS = 60;

/** The regions and their clients, while versions are rolled out. */
export class RolloutScene {
  private readonly clients: Clients;
  /** The version that answered a request, by request id. */
  private readonly versions = new Map<string, string>();
  /** The response of a function without a fault, by version of the data. */
  private readonly answers = new Map<string, string>();
  private onFailure: (region: string, version: string, request: FailedRequest) => void = () => {};

  constructor(
    private readonly regions: LocalRegions,
    private readonly stage: Stage,
    private readonly rollout: StatedRollout,
    private readonly users: readonly Users[],
  ) {
    this.clients = new Clients(regions, users);
    regions.onInvocation = (region, requestId, invoked) => {
      this.versions.set(requestId, invoked.version);
      if (invoked.kind === "function-error") {
        this.onFailure(region, invoked.version, { requestId, message: invoked.errorMessage });
      }
    };
  }

  /** Prints which region serves each city, and the speed. */
  introduce(): void {
    this.stage.say(introduction(this.regions, this.users));
    this.stage.say(
      `Running up to ${this.clients.pace} times faster than real time, as fast as the regions answer.`,
    );
  }

  /** Returns the faults that the stack can detect. */
  noticeable(all: readonly Fault[]): readonly Fault[] {
    const hasCanaries = [...this.rollout.regions.values()].every(({ canaries }) => canaries.length > 0);
    if (hasCanaries) {
      return all;
    }
    this.stage.say(`Not played: a version that ${FAULTS.corrupting}. Only a canary would detect it.`);
    return all.filter((name) => name !== "corrupting");
  }

  /**
   * Waits while the regions run without a change.
   *
   * @returns the ports of a rollout, which compare with this time
   * @throws StackError if a region does not answer its clients, fails a request, or sets off an alarm
   */
  async usual(): Promise<LocalPorts> {
    const { regions, clients, rollout } = this;
    for (const { region } of this.users) {
      for (let left = START_ATTEMPTS; !(await this.answers200(region)); left -= 1) {
        if (left === 0) {
          throw new StackError(`${region} does not answer its clients`);
        }
        // A first run that loads data may have failed.
        await regions.runSchedules(region);
      }
    }
    const start = regions.clock.now().getTime();
    const from = clients.now;
    await clients.wait(USUAL_SECONDS / 2);
    await Promise.all(regions.regions.map((region) => regions.runSchedules(region)));
    await clients.wait(USUAL_SECONDS / 2);
    const span: Span = { start, end: regions.clock.now().getTime() };
    const usual = clients.samples.filter(({ sentAt }) => sentAt >= from);
    const ports = new LocalPorts(regions, rollout, span);
    for (const { region } of this.users) {
      const own = usual.filter(({ home }) => home === region);
      const alarms = await ports.inAlarm(region, rollout.regions.get(region)?.alarms ?? []);
      const fault = usualFault(region, own, alarms);
      if (fault !== undefined) {
        throw new StackError(fault);
      }
    }
    this.learn(usual);
    return ports;
  }

  async play(ports: LocalPorts, fault: Fault | undefined): Promise<RolloutStory> {
    const { rollout, stage, clients } = this;
    const { stack } = this.regions;
    const functions = answering(stack);
    const startedAt = ports.now();
    const seconds = () => (ports.now() - startedAt) / 1000;
    ports.plan({ functions, fault });
    const before = this.serving(functions);
    this.onFailure = (region, version, request) => {
      if (version !== before.get(region)) {
        ports.fail(region, request);
      }
    };
    stage.say(`\nA version that ${fault === undefined ? "works" : FAULTS[fault]}:`);
    const narrate = narrator(stage, seconds);
    let failedRequests: readonly FailedRequest[] = [];
    const report = (event: RolloutEvent) => {
      narrate(event);
      failedRequests = event.event === "rolled back" ? event.requests : failedRequests;
    };
    const order = await orderRegions([...rollout.regions.keys()], rollout, ports, report);
    const from = clients.now;
    const end = await rollOut({
      ports,
      rollout,
      waves: order.map((region) => ({ region, targets: targetsIn(rollout, region) })),
      signal: new AbortController().signal,
      report,
    });
    const took = seconds();
    const to = clients.now;
    await clients.wait(AFTER_SECONDS);
    const now = this.serving(functions);
    return {
      fault,
      state: end.state,
      why: end.why ?? "",
      seconds: took,
      limitSeconds: 60 * (rollout.shiftMinutes + rollout.bakeMinutes),
      slackSeconds: SLACK_SECONDS,
      regions: order.map((region) => ({
        region,
        before: before.get(region) ?? "",
        now: now.get(region) ?? "",
      })),
      record: functions
        .map((model) => ports.rollbackOf(model))
        .find((record) => record !== undefined && Date.parse(record.at) >= startedAt),
      failedRequests,
      during: this.answered(from, to),
      after: this.answered(to, clients.now),
    };
  }

  async end(): Promise<void> {
    this.regions.onInvocation = undefined;
    await this.clients.stop();
  }

  /** Returns whether a region answers the next requests of its client. */
  private async answers200(region: string): Promise<boolean> {
    const from = this.clients.now;
    await this.clients.wait(ATTEMPT_SECONDS);
    const last = this.clients.samples.findLast(({ home, sentAt }) => home === region && sentAt >= from);
    return last?.status === 200 && last.region === region;
  }

  private learn(usual: readonly Sample[]): void {
    const versionOf = this.regions.service.demo?.versionOf;
    for (const { body } of usual) {
      if (versionOf !== undefined) {
        const { version, answer } = versionOf(body);
        this.answers.set(version, JSON.stringify(answer));
      }
    }
  }

  /** Returns the responses to requests that were sent between two times. */
  private answered(from: number, to: number): Answered[] {
    return this.clients.samples
      .filter(({ sentAt }) => sentAt >= from && sentAt < to)
      .map((sample) => ({
        ...sample,
        version: this.versions.get(sample.requestId ?? ""),
        isWrong: this.isWrong(sample),
      }));
  }

  private isWrong({ status, body }: Sample): boolean {
    const { versionOf } = this.regions.service.demo ?? {};
    if (versionOf === undefined || status !== 200) {
      return false;
    }
    const { version, answer } = versionOf(body);
    const right = this.answers.get(version);
    return right !== undefined && right !== JSON.stringify(answer);
  }

  /** Returns the version behind the alias of the function that answers the API, by region. */
  private serving(functions: readonly FunctionModel[]): ReadonlyMap<string, string | undefined> {
    return new Map(
      functions.map((model) => [model.region, this.regions.functions.of(model)?.routing.version]),
    );
  }
}

/** Returns why the time before any change is not fit for comparison; undefined if it is. */
export function usualFault(
  home: string,
  usual: readonly Sample[],
  [alarm]: readonly Pick<ActiveAlarm, "name">[],
): string | undefined {
  const failed = usual.find(({ status }) => status !== 200);
  if (failed !== undefined) {
    const message = failed.body.replace(/\s+/g, " ").slice(0, 300);
    return `${home} failed a request before any change, with ${failed.status === 0 ? "no response" : `status ${failed.status}`}: ${message}`;
  }
  return alarm === undefined
    ? undefined
    : `alarm ${alarm.name} is in ALARM before any change. This machine may be too busy; try again later`;
}

/** Returns the functions that answer the APIs. */
function answering({ restApis, functions }: Stack): readonly FunctionModel[] {
  const uris = restApis.flatMap(({ body }) =>
    body.routes.map(({ operation }) => operation["x-amazon-apigateway-integration"].uri),
  );
  return functions.filter((model) => uris.some((uri) => functionNamed(functions, uri) === model));
}

function targetsIn({ regions }: StatedRollout, region: string): readonly Target[] {
  return (regions.get(region)?.functions ?? []).map((of) => ({ kind: "function", region, of }));
}
