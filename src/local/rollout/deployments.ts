import { randomUUID } from "node:crypto";
import type { Shift } from "../../rollout";
import type { Clock } from "../clock";
import type { AliasRouting, FunctionVersions } from "../functions/function-versions";
import type { Step } from "../stack/traffic-shifts";

/** Seconds of the regions' time between two looks at the alarms. */
const ALARMS_EVERY_SECONDS = 15;

export interface DeploymentProps {
  readonly versions: FunctionVersions;
  readonly from: string;
  readonly to: string;
  readonly steps: readonly Step[];
  /** Returns the names of the alarms in ALARM that stop the deployment. */
  readonly inAlarm: () => readonly string[];
}

/** A deployment, which moves the requests of an alias in steps, and back if an alarm goes off or someone stops it. */
class Deployment {
  readonly id = `d-${randomUUID().slice(0, 8).toUpperCase()}`;
  private state: Shift["state"] = "running";
  private percent = 0;
  private why: string | undefined;
  private readonly startedAt: number;
  private endedAt: number | undefined;
  private readonly cancels: readonly (() => void)[];

  constructor(
    private readonly props: DeploymentProps,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.now().getTime();
    this.cancels = [
      ...props.steps.map(({ minutes, percent }) => clock.after(minutes * 60, () => this.move(percent))),
      clock.every(ALARMS_EVERY_SECONDS, () => this.watch()),
    ];
  }

  get shift(): Shift {
    const { id, state, percent, why, startedAt, endedAt } = this;
    const { from, to } = this.props;
    return { id, from, to, state, percent, why, startedAt, endedAt };
  }

  stop(why: string): void {
    if (this.state === "running") {
      this.percent = 0;
      this.end("failed", { version: this.props.from }, why);
    }
  }

  private move(percent: number): void {
    const { versions, from, to } = this.props;
    this.percent = percent;
    if (percent === 100) {
      this.end("succeeded", { version: to });
    } else {
      versions.route({ version: from, additional: { version: to, weight: percent / 100 } });
    }
  }

  private watch(): void {
    const alarms = this.props.inAlarm();
    if (alarms.length > 0) {
      this.stop(`alarm ${alarms.join(", ")} is in ALARM`);
    }
  }

  private end(state: Shift["state"], routing: AliasRouting, why?: string): void {
    for (const cancel of this.cancels) {
      cancel();
    }
    this.props.versions.route(routing);
    this.state = state;
    this.why = why;
    this.endedAt = this.clock.now().getTime();
  }
}

/**
 * CodeDeploy on this machine: its deployments to the aliases of Lambda functions.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-lambda.html
 */
export class Deployments {
  private readonly latest = new Map<FunctionVersions, Deployment>();

  constructor(private readonly clock: Clock) {}

  /** @returns the deployment's id */
  start(props: DeploymentProps): string {
    const deployment = new Deployment(props, this.clock);
    this.latest.set(props.versions, deployment);
    return deployment.id;
  }

  last(versions: FunctionVersions): Shift | undefined {
    return this.latest.get(versions)?.shift;
  }

  /** Stops a running deployment, which returns all requests to the version before. */
  stop(versions: FunctionVersions): void {
    this.latest.get(versions)?.stop("it was stopped");
  }
}
