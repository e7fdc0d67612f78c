import { setTimeout as sleep } from "node:timers/promises";
import {
  orderRegions,
  type RolloutEvent,
  readRollout,
  rollOut,
  type Span,
  type StatedRollout,
  type Target,
} from "../../rollout";
import type { Stage } from "../demo";
import type { Claim } from "../demo-claims";
import { loadOf, type Users, usersOf } from "../demo-users";
import { FAULT_NAMES, FAULTS, type Fault } from "../functions/faulty-version";
import type { LocalRegions } from "../local-regions";
import { type FunctionModel, functionNamed } from "../stack/functions";
import type { Stack } from "../stack/stack";
import { StackError } from "../stack/stack-error";
import { readTrafficShifts } from "../stack/traffic-shifts";
import type { Sample, SteadyLoad } from "../steady-load";
import { LocalPorts } from "./local-ports";
import { type Answered, type RolloutStory, rolloutClaims } from "./rollout-claims";

/** Of each region's client, in the regions' time: few enough for any speed, and enough to compare. */
const REQUESTS_PER_MINUTE = 20;
/** Alarms on latency and health checks would notice a machine with slower responses. */
const LATE_MS = 400;
/** A region may load its first data when it starts. */
const START_ATTEMPTS = 4;
const ATTEMPT_MS = 5000;
/** The time in which the regions show how they usually run. */
const USUAL_SECONDS = 6 * 60;
/** The time after a rollout in which requests finish, before the next one. */
const SETTLE_SECONDS = 90;
/** The tolerance for delays of this machine. */
const SLACK_MS = 3000;

/**
 * Rolls out bad versions and a good one under a steady load, and checks the claims about them. The stack's own
 * configuration decides about steps, alarms and bake; only CodeDeploy, CloudWatch and Lambda are this machine's.
 *
 * @throws StackError if the stack states no rollout of at least two regions with users
 */
export async function playRollout(regions: LocalRegions, stage: Stage): Promise<Claim[]> {
  const { stack, clock } = regions;
  const rollout = readRollout(stack.terraform.outputs);
  const users = usersOf(regions);
  if (rollout.regions.size < 2 || users.length < 2) {
    throw new StackError('the rollout demo needs the output "rollout" with at least two regions with users');
  }
  const scene = new RolloutScene(regions, stage, rollout, users);
  try {
    stage.say(
      `${regions.name}: ${users.map(({ place, region }) => `${place.name} is served by ${region}`).join(", ")}.`,
    );
    const realSeconds = clock.realMs(60) / 1000;
    stage.say(
      `Running ${clock.speed} times faster than real time: a minute takes ${realSeconds.toFixed(1)} s.`,
    );
    const ports = new LocalPorts(regions, rollout, await scene.usual());
    const stories: RolloutStory[] = [];
    for (const fault of [...scene.noticeable(FAULT_NAMES), undefined]) {
      stories.push(await scene.play(ports, fault));
    }
    return rolloutClaims(stories);
  } finally {
    await scene.end();
  }
}

/** The regions, and a client of each that sends requests. */
class RolloutScene {
  private readonly loads: readonly { readonly home: string; readonly load: SteadyLoad }[];
  /** By request, the version that answered it. */
  private readonly versions = new Map<string, string>();
  /** By version of the data, the response of a version without a fault. */
  private readonly answers = new Map<string, string>();
  private onFailure: LocalPorts["fail"] = () => {};

  constructor(
    private readonly regions: LocalRegions,
    private readonly stage: Stage,
    private readonly rollout: StatedRollout,
    users: readonly Users[],
  ) {
    const everyMs = regions.clock.realMs(60 / REQUESTS_PER_MINUTE);
    this.loads = users.map((one) => ({ home: one.region, load: loadOf(regions, one, everyMs) }));
    regions.onInvocation = (region, requestId, invoked) => {
      this.versions.set(requestId, invoked.version);
      if (invoked.kind === "function-error") {
        this.onFailure(region, { requestId, message: invoked.errorMessage });
      }
    };
  }

  /** Returns those faults whose effect the stack can notice. */
  noticeable(all: readonly Fault[]): readonly Fault[] {
    const hasCanaries = [...this.rollout.regions.values()].every(({ canaries }) => canaries.length > 0);
    if (hasCanaries) {
      return all;
    }
    this.stage.say(`Not played: a version that ${FAULTS.corrupting}. Only a canary would notice it.`);
    return all.filter((name) => name !== "corrupting");
  }

  /**
   * Waits while the regions run as usual.
   *
   * @throws StackError if a region does not answer its clients, fails a request, or is too slow
   */
  async usual(): Promise<Span> {
    const { clock, regions } = this.regions;
    for (const { home, load } of this.loads) {
      const isUsual = ({ status, region }: Sample) => status === 200 && region === home;
      for (let left = START_ATTEMPTS; (await load.until(isUsual, ATTEMPT_MS)) === undefined; left -= 1) {
        if (left === 0) {
          throw new StackError(`${home} does not answer its clients`);
        }
        // A first run that loads data may have failed.
        await this.regions.runSchedules(home);
      }
    }
    const start = clock.now().getTime();
    const from = new Map(this.loads.map(({ load }) => [load, load.now]));
    await this.wait(USUAL_SECONDS / 2);
    await Promise.all(regions.map((region) => this.regions.runSchedules(region)));
    await this.wait(USUAL_SECONDS / 2);
    const end = clock.now().getTime();
    const versionOf = this.regions.service.demo?.versionOf;
    for (const { home, load } of this.loads) {
      const usual = load.samples.filter(({ sentAt }) => sentAt >= (from.get(load) ?? 0));
      const fault = usualFault(home, usual);
      if (fault !== undefined) {
        throw new StackError(fault);
      }
      for (const { body, status } of usual) {
        if (versionOf !== undefined && status === 200) {
          const { version, answer } = versionOf(body);
          this.answers.set(version, JSON.stringify(answer));
        }
      }
    }
    return { start, end };
  }

  async play(ports: LocalPorts, fault: Fault | undefined): Promise<RolloutStory> {
    const { rollout, stage } = this;
    const { clock, stack } = this.regions;
    const functions = answering(stack);
    const startedAt = ports.now();
    const seconds = () => (ports.now() - startedAt) / 1000;
    ports.plan({ functions, fault });
    this.onFailure = (region, request) => ports.fail(region, request);
    const before = this.serving(functions);
    stage.say(`\nA version that ${fault === undefined ? "works" : FAULTS[fault]}:`);
    const report = narrator(stage, seconds);
    const order = await orderRegions([...rollout.regions.keys()], rollout, ports, report);
    const from = this.marks();
    const end = await rollOut({
      ports,
      rollout,
      waves: order.map((region) => ({ region, targets: targetsIn(rollout, region) })),
      signal: new AbortController().signal,
      report,
    });
    const took = seconds();
    const to = this.marks();
    await Promise.all(this.loads.map(({ load }) => load.answered()));
    await this.wait(SETTLE_SECONDS);
    const now = this.serving(functions);
    return {
      fault,
      state: end.state,
      why: end.why ?? "",
      seconds: took,
      limitSeconds: limitSeconds(stack, rollout),
      slackSeconds: (SLACK_MS / 1000) * clock.speed,
      regions: order.map((region) => ({
        region,
        before: before.get(region) ?? "",
        now: now.get(region) ?? "",
      })),
      record: functions
        .map((model) => ports.rollbackOf(model))
        .find((record) => record !== undefined && Date.parse(record.at) >= startedAt),
      during: this.answered(from, to),
      after: this.answered(to, this.marks()),
    };
  }

  async end(): Promise<void> {
    this.regions.onInvocation = undefined;
    await Promise.all(this.loads.map(({ load }) => load.stop()));
  }

  private wait(seconds: number): Promise<unknown> {
    return sleep(this.regions.clock.realMs(seconds));
  }

  /** The present time of each load. */
  private marks(): readonly number[] {
    return this.loads.map(({ load }) => load.now);
  }

  /** Returns the responses to requests that were sent between two marks. */
  private answered(from: readonly number[], to: readonly number[]): Answered[] {
    return this.loads.flatMap(({ home, load }, index) =>
      load.samples
        .filter(({ sentAt }) => sentAt >= (from[index] ?? 0) && sentAt < (to[index] ?? 0))
        .map((sample) => ({
          ...sample,
          home,
          version: this.versions.get(sample.requestId ?? ""),
          isWrong: this.isWrong(sample),
        })),
    );
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

/** Returns why responses before any change cannot be compared with later ones; undefined if they can. */
export function usualFault(home: string, usual: readonly Sample[]): string | undefined {
  const failed = usual.find(({ status }) => status !== 200);
  if (failed !== undefined) {
    const message = failed.body.replace(/\s+/g, " ").slice(0, 300);
    return `${home} failed a request before any change, with ${failed.status === 0 ? "no response" : `status ${failed.status}`}: ${message}`;
  }
  const late = usual.filter(({ sentAt, doneAt }) => doneAt - sentAt > LATE_MS);
  return late.length > usual.length / 20
    ? `${home} answers too slowly on this machine now to tell good versions from bad ones; try a lower --speed, or later`
    : undefined;
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

/** The time that a shift and a bake take. */
function limitSeconds({ terraform }: Stack, { bakeMinutes }: StatedRollout): number {
  const shifts = readTrafficShifts(terraform).map(({ steps }) => steps.at(-1)?.minutes ?? 0);
  return 60 * (Math.max(0, ...shifts) + bakeMinutes);
}

/** Prints what happens, with the minutes and seconds of the regions' time. */
function narrator({ say }: Stage, seconds: () => number): (event: RolloutEvent) => void {
  const tell = (text: string) => {
    const whole = Math.round(seconds());
    say(`${String(Math.floor(whole / 60)).padStart(4)}:${String(whole % 60).padStart(2, "0")}  ${text}`);
  };
  let percent = 0;
  return (event) => {
    switch (event.event) {
      case "shift":
        if (event.percent !== percent) {
          percent = event.percent;
          tell(`${event.region}: ${percent}% of the requests go to version ${event.to} of ${event.target}`);
        }
        return;
      case "passed":
        percent = 0;
        return tell(`${event.region} has passed its bake`);
      case "rolling back":
        return tell(`${event.region}: ${event.evidence.join("; ")}`);
      case "rolled back":
        return tell(
          `${event.region} is back${event.requests.map(({ requestId, message }) => `\n         request ${requestId}: ${message}`).join("")}`,
        );
      case "rollback failed":
        return tell(`${event.region}: the rollback failed: ${event.why}`);
      case "unwatched":
        return tell(`${event.region} cannot be watched: ${event.why}`);
      default:
        return;
    }
  };
}
