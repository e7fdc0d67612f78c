import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchGetDeploymentsCommand,
  CodeDeployClient,
  CreateDeploymentCommand,
  DeploymentAlreadyCompletedException,
  type DeploymentInfo,
  GetApplicationRevisionCommand,
  GetDeploymentGroupCommand,
  paginateListDeployments,
  type RevisionLocation,
  StopDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import { parse } from "yaml";
import * as z from "zod";
import type { AliasedFunction, Shift } from "../../rollout";
import { clientIn, perRegion } from "./client";
import { type Alias, readAlias } from "./functions";

const clients = perRegion((region) => new CodeDeployClient(clientIn(region)));

const DAY = 24 * 60 * 60_000;
/** A shift lasts at most 48 hours, and an older rollback has been noticed. */
const RECENT = 30 * DAY;
const BATCH = 25;
/** The description of a deployment that returns to an earlier version. */
const RETURN = "npm run apply: returns to the version before";
const AT_ONCE = "CodeDeployDefault.LambdaAllAtOnce";
/** CodeDeploy needs some seconds. Users meet the bad version meanwhile, so Lambda moves the alias if it takes longer. */
const RETURN_SECONDS = 20;
const SETTLE_SECONDS = 60;
/** CodeDeploy starts its own rollback some seconds after a deployment has ended. */
const ROLLBACK_STARTS = 5_000;

const appSpec = z.object({
  Resources: z.array(
    z.record(
      z.string(),
      z.object({
        Properties: z.object({ CurrentVersion: z.coerce.string(), TargetVersion: z.coerce.string() }),
      }),
    ),
  ),
});

function groupOf({ application, deployment_group }: AliasedFunction) {
  return { applicationName: application ?? "", deploymentGroupName: deployment_group ?? "" };
}

/** The revision that moves an alias from one version to another. */
function revision({ name, alias }: AliasedFunction, from: string, to: string) {
  const Properties = { Name: name, Alias: alias, CurrentVersion: from, TargetVersion: to };
  const content = JSON.stringify({
    version: "0.0",
    Resources: [{ [name]: { Type: "AWS::Lambda::Function", Properties } }],
  });
  return { revisionType: "AppSpecContent", appSpecContent: { content } } as const;
}

/** Returns the latest shift to a new version. CodeDeploy's own rollbacks are deployments, too, and do not count. */
export async function latestShift(alias: Alias): Promise<Shift | undefined> {
  if (alias.of.application == null) {
    return undefined;
  }
  const latest = latestOf(await recentDeployments(alias));
  const content = await contentOf(alias, latest?.revision);
  const [versions] = Object.values(appSpec.safeParse(parse(content)).data?.Resources[0] ?? {});
  if (latest?.deploymentId === undefined || versions === undefined) {
    return undefined;
  }
  const { CurrentVersion: from, TargetVersion: to } = versions.Properties;
  const state = STATES[latest.status ?? ""] ?? "running";
  return {
    ...{ id: latest.deploymentId, from, to, state },
    percent: state === "succeeded" ? 100 : state === "failed" ? 0 : await percentOf(alias),
    why: latest.errorInformation?.message,
    startedAt: time(latest.createTime),
    endedAt: latest.completeTime?.getTime(),
  };
}

/** Returns the share of the new version while a shift runs. */
async function percentOf(alias: Alias): Promise<number> {
  const { shifting } = await readAlias(alias);
  return shifting?.percent ?? 0;
}

function latestOf(deployments: readonly DeploymentInfo[]): DeploymentInfo | undefined {
  const [latest] = deployments
    .filter(({ creator, description }) => creator !== "codeDeployRollback" && description !== RETURN)
    .toSorted((a, b) => time(b.createTime) - time(a.createTime));
  return latest;
}

/**
 * Returns the AppSpec file of a deployment. A deployment itself has only its checksum.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetApplicationRevision.html
 */
async function contentOf({ region, of }: Alias, location: RevisionLocation | undefined): Promise<string> {
  const own = location?.appSpecContent?.content;
  if (own !== undefined || location === undefined) {
    return own ?? "";
  }
  const { revision } = await clients(region).send(
    new GetApplicationRevisionCommand({ applicationName: of.application ?? "", revision: location }),
  );
  return revision?.appSpecContent?.content ?? revision?.string?.content ?? "";
}

const STATES: Readonly<Record<string, Shift["state"]>> = {
  Succeeded: "succeeded",
  Failed: "failed",
  Stopped: "failed",
};

function time(date: Date | undefined): number {
  return date?.getTime() ?? 0;
}

async function recentDeployments({ region, of }: Alias): Promise<readonly DeploymentInfo[]> {
  const ids: string[] = [];
  const createTimeRange = { start: new Date(Date.now() - RECENT) };
  const pages = paginateListDeployments({ client: clients(region) }, { ...groupOf(of), createTimeRange });
  for await (const { deployments = [] } of pages) {
    ids.push(...deployments);
  }
  const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, index) =>
    ids.slice(index * BATCH, (index + 1) * BATCH),
  );
  const found = await Promise.all(
    batches.map((deploymentIds) => clients(region).send(new BatchGetDeploymentsCommand({ deploymentIds }))),
  );
  return found.flatMap(({ deploymentsInfo }) => deploymentsInfo ?? []);
}

/**
 * Starts a shift in the steps of the deployment group.
 *
 * @param ignored - alarms that must not stop it. CodeDeploy stops a deployment whose alarm is in ALARM at its start, so
 *   that a repair would never get through.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
 */
export async function createShift(
  { region, of }: Alias,
  from: string,
  to: string,
  ignored: readonly string[],
): Promise<string> {
  const client = clients(region);
  const { deploymentGroupInfo } = await client.send(new GetDeploymentGroupCommand(groupOf(of)));
  const { alarms = [], ...configuration } = deploymentGroupInfo?.alarmConfiguration ?? {};
  const watched = alarms.filter(({ name }) => name !== undefined && !ignored.includes(name));
  const { deploymentId } = await client.send(
    new CreateDeploymentCommand({
      ...groupOf(of),
      revision: revision(of, from, to),
      description: `npm run apply: version ${from} to ${to}`,
      ...(watched.length === alarms.length
        ? {}
        : {
            overrideAlarmConfiguration: { ...configuration, enabled: watched.length > 0, alarms: watched },
          }),
    }),
  );
  return deploymentId ?? "";
}

/**
 * Asks CodeDeploy to stop a shift that runs, and to return to its last successful revision, if it has one. Both take a
 * while: see `settled`.
 */
export async function stopShift({ region }: Pick<Alias, "region">, id: string): Promise<void> {
  try {
    await clients(region).send(new StopDeploymentCommand({ deploymentId: id, autoRollbackEnabled: true }));
  } catch (error) {
    if (!(error instanceof DeploymentAlreadyCompletedException)) {
      throw error;
    }
  }
}

/**
 * Waits until no deployment moves the alias any more. When a deployment fails or is stopped, CodeDeploy rolls it back by
 * a new one, which could move the alias later, and to another version.
 *
 * @returns whether all have ended within a minute
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html
 */
export async function settled(alias: Alias): Promise<boolean> {
  const deadline = Date.now() + SETTLE_SECONDS * 1000;
  while (isMoving(await recentDeployments(alias))) {
    if (Date.now() >= deadline) {
      return false;
    }
    await sleep(1000);
  }
  return true;
}

function isMoving(deployments: readonly DeploymentInfo[]): boolean {
  const latest = latestOf(deployments);
  const back = latest?.rollbackInfo?.rollbackDeploymentId;
  const isComing =
    back === undefined
      ? latest?.status !== "Succeeded" && Date.now() - time(latest?.completeTime) < ROLLBACK_STARTS
      : !deployments.some(({ deploymentId }) => deploymentId === back);
  return isComing || deployments.some(({ status = "" }) => !(status in STATES));
}

/**
 * Moves all requests to an earlier version by a deployment, so that it becomes the revision to which CodeDeploy returns
 * when a later shift fails. Otherwise, that would be the version that was just rolled back. It comes before Lambda's
 * UpdateAlias, because CodeDeploy rejects a deployment of an alias that has another version than it starts from.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html
 */
export async function returnTo({ region, of }: Alias, from: string, to: string): Promise<void> {
  const client = clients(region);
  const { deploymentId } = await client.send(
    new CreateDeploymentCommand({
      ...groupOf(of),
      revision: revision(of, from, to),
      deploymentConfigName: AT_ONCE,
      description: RETURN,
      overrideAlarmConfiguration: { enabled: false },
      autoRollbackConfiguration: { enabled: false },
    }),
  );
  for (let second = 0; deploymentId !== undefined && second < RETURN_SECONDS; second += 1) {
    const { deploymentsInfo = [] } = await client.send(
      new BatchGetDeploymentsCommand({ deploymentIds: [deploymentId] }),
    );
    const status = deploymentsInfo[0]?.status ?? "";
    if (status in STATES) {
      return;
    }
    await sleep(1000);
  }
}
