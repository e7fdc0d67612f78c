import {
  type FailedRequest,
  linesOf,
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
import { type Answered, type RolloutStory, usualFault } from "./rollout-claims";

/** The attempts to get a region's first response: it may still load its data. */
const START_ATTEMPTS = 4;
const ATTEMPT_SECONDS = 15;
/** The time in which the regions run without a change, for comparison. */
const USUAL_SECONDS = 2 * 60;
/** The time after a rollout in which the regions must serve as before it. */
const AFTER_SECONDS = 30;
/** Two checks of a region's metrics. */
const SLACK_SECONDS = 60;

/** Events without a line in the demo's course. */
const UNTOLD: readonly RolloutEvent["event"][] = ["order", "wave", "bake", "end"];

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
    const { pace } = this.clients;
    stage.say(introduction(regions, users));
    stage.say(`Running up to ${pace} times faster than real time, as fast as the regions answer.`);
    regions.onInvocation = (region, requestId, invoked) => {
      this.versions.set(requestId, invoked.version);
      if (invoked.kind === "function-error") {
        this.onFailure(region, invoked.version, { requestId, message: invoked.errorMessage });
      }
    };
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
        await regions.schedules.runNow(region);
      }
    }
    const start = regions.clock.now().getTime();
    const from = performance.now();
    await clients.wait(USUAL_SECONDS / 2);
    await Promise.all(regions.regions.map((region) => regions.schedules.runNow(region)));
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
    for (const content of usual.flatMap((sample) => this.contentOf(sample) ?? [])) {
      this.answers.set(content.version, content.text);
    }
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
    let failedRequests: readonly FailedRequest[] = [];
    let last = "";
    const report = (event: RolloutEvent) => {
      const text = UNTOLD.includes(event.event) ? last : linesOf(event).join("\n         ");
      if (text !== last) {
        stage.say(`${minutesAndSeconds(seconds())}  ${text}`);
        last = text;
      }
      failedRequests = event.event === "rolled back" ? event.requests : failedRequests;
    };
    const order = await orderRegions([...rollout.regions.keys()], rollout, ports, report);
    const from = performance.now();
    const end = await rollOut({
      ports,
      rollout,
      waves: order.map((region) => ({ region, targets: targetsIn(rollout, region) })),
      signal: new AbortController().signal,
      report,
    });
    const took = seconds();
    const to = performance.now();
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
      after: this.answered(to, performance.now()),
    };
  }

  async end(): Promise<void> {
    this.regions.onInvocation = undefined;
    await this.clients.stop();
  }

  /** Returns whether a region answers the next requests of its client. */
  private async answers200(region: string): Promise<boolean> {
    const from = performance.now();
    await this.clients.wait(ATTEMPT_SECONDS);
    const last = this.clients.samples.findLast(({ home, sentAt }) => home === region && sentAt >= from);
    return last?.status === 200 && last.region === region;
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

  private isWrong(sample: Sample): boolean {
    const content = this.contentOf(sample);
    return content !== undefined && content.text !== (this.answers.get(content.version) ?? content.text);
  }

  /** Returns a response's content, and the version of its data; undefined if the service does not tell it. */
  private contentOf({ status, body }: Sample) {
    const { versionOf } = this.regions.service.demo ?? {};
    if (versionOf === undefined || status !== 200) {
      return undefined;
    }
    const { version, answer } = versionOf(body);
    return { version, text: JSON.stringify(answer) };
  }

  /** Returns the version behind the alias of the function that answers the API, by region. */
  private serving(functions: readonly FunctionModel[]): ReadonlyMap<string, string | undefined> {
    return new Map(
      functions.map((model) => [model.region, this.regions.functions.of(model)?.routing.version]),
    );
  }
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

/** `  4:05` */
function minutesAndSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60)).padStart(4)}:${String(whole % 60).padStart(2, "0")}`;
}
