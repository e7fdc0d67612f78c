import { setTimeout as sleep } from "node:timers/promises";
import { aliasOf } from "../../review/aliases-behind";
import { changesOf, touches } from "../../review/change";
import { textAt, valueAt } from "../../review/values";
import type { ApiStage, Before, Ports, Rollback, StatedRollout, Target } from "../../rollout";
import type { Plan } from "../../terraform";
import { loggedFailures, logsLink } from "./failures";
import { type Alias, moveAlias, newestVersion, publishedAt, readAlias } from "./functions";
import { alarmsInAlarm, canaryRuns, invocations, responses } from "./observations";
import { createShift, latestShift, returnTo, settled, stopShift } from "./shifts";
import { forgetCopies, moveStage, readStage, stageBefore } from "./stages";

const MINUTE = 60_000;
/** A run with another plan may continue for this long after a bake. */
const CONTINUES = 60 * MINUTE;

export interface AwsPortsProps extends Pick<Ports, "change" | "silent" | "silentBefore"> {
  /** The plan to apply. It states the versions before the change. */
  readonly plan: Plan;
  readonly rollout: StatedRollout;
}

/** Returns the ports of a rollout on AWS. Each call goes to the region that it is about. */
export function awsPorts({ plan, rollout, ...others }: AwsPortsProps): Ports {
  return {
    ...others,
    now: () => Date.now(),
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),

    async serving(target) {
      return target.kind === "function"
        ? readAlias(target)
        : { ...(await readStage(target)), shifting: undefined };
    },

    async before(target): Promise<Before> {
      if (target.kind === "api") {
        const planned = plannedStage(plan, target.of);
        return stageBefore(target, planned, isDeleted(plan, planned));
      }
      const { region, of } = target;
      const { version } = await readAlias(target);
      if (of.application == null) {
        const planned = textAt(aliasOf(changesOf(plan), region, of)?.before, "function_version") ?? version;
        return planned === version
          ? { version, changedAt: undefined }
          : { version: planned, changedAt: await publishedAt(target, version) };
      }
      const [shift, newest] = await Promise.all([latestShift(target), newestVersion(target)]);
      const until = (shift?.endedAt ?? 0) + rollout.bakeMinutes * MINUTE + CONTINUES;
      const isLatest = shift?.state === "succeeded" && shift.to === version && version === newest;
      return isLatest && wasMade(plan, target, newest, Date.now() < until)
        ? { version: shift.from, changedAt: shift.endedAt }
        : { version, changedAt: undefined };
    },

    async restore(target, version, record) {
      if (target.kind === "api") {
        return moveStage(target, version, record);
      }
      const isShifted = target.of.application != null;
      const isSettled = !isShifted || (await settled(target));
      const serving = await readAlias(target);
      const isWhole = serving.shifting === undefined && serving.version !== version;
      if (isShifted && isSettled && isWhole) {
        // The alias moves below in any case.
        await returnTo(target, serving.version, version).catch(() => undefined);
      }
      await moveAlias(target, version, record, serving.shifting !== undefined);
      if (!isSettled) {
        throw new Error("a CodeDeploy deployment has not ended, and could move the alias again");
      }
    },

    rolledBack,

    async forget(target) {
      if (target.kind === "api") {
        await forgetCopies(target);
      }
    },

    newest: newestVersion,
    lastShift: latestShift,
    startShift: createShift,
    stopShift,

    inAlarm: alarmsInAlarm,
    responses,
    invocations,
    canary: canaryRuns,
    async failedRequests(region, functions, span) {
      const found = await Promise.allSettled(functions.map((of) => loggedFailures(region, of, span)));
      const requests = found.map((one) => (one.status === "fulfilled" ? one.value : []));
      const failing = functions.find((_, index) => (requests[index] ?? []).length > 0) ?? functions[0];
      return {
        requests: requests.flat().slice(0, 5),
        link: failing === undefined ? undefined : logsLink(region, failing.name, span),
      };
    },
  };
}

/** Returns the rollback that holds: the one that the alias records, or a later one by CodeDeploy, with its reason. */
export async function rolledBack(alias: Alias): Promise<Rollback | undefined> {
  const [{ record, version }, shift] = await Promise.all([readAlias(alias), latestShift(alias)]);
  const isNewer = record === undefined || (shift?.endedAt ?? 0) > Date.parse(record.at);
  return shift?.state === "failed" && shift.from === version && isNewer
    ? { from: shift.to, to: shift.from, at: new Date(shift.endedAt ?? 0).toISOString(), why: shift.why }
    : record;
}

/**
 * Whether an earlier run published a function's newest version, so that its shift is part of this rollout: this plan
 * publishes the version, and did; or nothing in its region is left to change soon after the shift. Otherwise, the shift
 * was part of a rollout before.
 */
function wasMade(plan: Plan, { region, of }: Alias, newest: string, isRecent: boolean): boolean {
  const changes = changesOf(plan).filter((change) => touches(change) && change.region === region);
  const publishing = changes.find(
    ({ type, before, afterUnknown }) =>
      type === "aws_lambda_function" &&
      textAt(before, "function_name") === of.name &&
      valueAt(afterUnknown, "version") === true,
  );
  return publishing === undefined
    ? isRecent && changes.length === 0
    : textAt(publishing.before, "version") !== newest;
}

/** Returns the deployment behind a stage when the plan was made. */
function plannedStage(plan: Plan, { restApiId, stage }: ApiStage): string {
  const change = plan.changes.find(
    ({ type, before }) =>
      type === "aws_api_gateway_stage" &&
      textAt(before, "rest_api_id") === restApiId &&
      textAt(before, "stage_name") === stage,
  );
  return textAt(change?.before, "deployment_id") ?? "";
}

function isDeleted(plan: Plan, deployment: string): boolean {
  return plan.changes.some(
    ({ type, actions, before }) =>
      type === "aws_api_gateway_deployment" &&
      actions.includes("delete") &&
      textAt(before, "id") === deployment,
  );
}

/** Returns the targets of a region: its functions, and the stages to which the plan gives another deployment. */
export function targetsIn(region: string, rollout: StatedRollout, plan: Plan): readonly Target[] {
  const moving = changesOf(plan).filter(
    ({ type, kind, region: where, before, after, afterUnknown }) =>
      type === "aws_api_gateway_stage" &&
      kind === "change" &&
      where === region &&
      (valueAt(afterUnknown, "deployment_id") === true ||
        textAt(after, "deployment_id") !== textAt(before, "deployment_id")),
  );
  const stages = moving.flatMap(({ before }): Target[] => {
    const [restApiId, stage] = [textAt(before, "rest_api_id"), textAt(before, "stage_name")];
    return restApiId === undefined || stage === undefined
      ? []
      : [{ kind: "api", region, of: { restApiId, stage } }];
  });
  const functions = rollout.regions.get(region)?.functions ?? [];
  return [...functions.map((of): Target => ({ kind: "function", region, of })), ...stages];
}
