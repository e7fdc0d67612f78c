import { randomUUID } from "node:crypto";
import type { Shift } from "../../rollout";
import type { Clock } from "../clock";
import type { FunctionVersions } from "../functions/function-versions";
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

/** A deployment, and what cancels its next steps. */
interface Deployment {
  shift: Shift;
  readonly cancels: readonly (() => void)[];
}

/**
 * CodeDeploy on this machine: its deployments to the aliases of Lambda functions.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-lambda.html
 */
export class Deployments {
  private readonly latest = new Map<FunctionVersions, Deployment>();

  constructor(private readonly clock: Clock) {}

  /**
   * Moves the requests of an alias in steps, and back if an alarm goes off or someone stops it.
   *
   * @returns the deployment's id
   */
  start({ versions, from, to, steps, inAlarm }: DeploymentProps): string {
    const id = `d-${randomUUID().slice(0, 8).toUpperCase()}`;
    const startedAt = this.clock.now().getTime();
    const deployment: Deployment = {
      shift: { id, from, to, state: "running", percent: 0, why: undefined, startedAt, endedAt: undefined },
      cancels: [
        ...steps.map(({ minutes, percent }) =>
          this.clock.after(minutes * 60, () => {
            if (percent === 100) {
              this.end(versions, to, { state: "succeeded", percent });
            } else {
              deployment.shift = { ...deployment.shift, percent };
              versions.route({ version: from, additional: { version: to, weight: percent / 100 } });
            }
          }),
        ),
        this.clock.every(ALARMS_EVERY_SECONDS, () => {
          const alarms = inAlarm();
          if (alarms.length > 0) {
            this.stop(versions, `alarm ${alarms.join(", ")} is in ALARM`);
          }
        }),
      ],
    };
    this.latest.set(versions, deployment);
    return id;
  }

  last(versions: FunctionVersions): Shift | undefined {
    return this.latest.get(versions)?.shift;
  }

  /** Stops a running deployment, which returns all requests to the version before. */
  stop(versions: FunctionVersions, why = "it was stopped"): void {
    const shift = this.last(versions);
    if (shift?.state === "running") {
      this.end(versions, shift.from, { state: "failed", percent: 0, why });
    }
  }

  private end(versions: FunctionVersions, version: string, change: Partial<Shift>): void {
    const deployment = this.latest.get(versions);
    for (const cancel of deployment?.cancels ?? []) {
      cancel();
    }
    versions.route({ version });
    if (deployment !== undefined) {
      deployment.shift = { ...deployment.shift, ...change, endedAt: this.clock.now().getTime() };
    }
  }
}
