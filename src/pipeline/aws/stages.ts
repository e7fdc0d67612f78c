import {
  APIGatewayClient,
  CreateDeploymentCommand,
  DeleteDeploymentCommand,
  type Deployment,
  FlushStageCacheCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetStageCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { type Before, type Rollback, recordText, type Target } from "../../rollout";
import { clientIn, perRegion } from "./client";

const clients = perRegion((region) => new APIGatewayClient(clientIn(region)));

/** An API's stage, in its region. */
export type Stage = Pick<Extract<Target, { readonly kind: "api" }>, "region" | "of">;

const COPY = "Kept for a rollback: a copy of ";
const MOST_DEPLOYMENTS = 500;

export async function readStage({ region, of }: Stage) {
  const found = await clients(region).send(
    new GetStageCommand({ restApiId: of.restApiId, stageName: of.stage }),
  );
  return { version: found.deploymentId ?? "", hasCache: found.cacheClusterEnabled === true };
}

/**
 * Returns the deployment to which a stage can return. Terraform deletes the one that it replaces, so this makes a copy
 * first: a deployment is a snapshot of the API's definition, which Terraform has not changed yet.
 *
 * @param planned - the deployment that served when the plan was made
 * @param isDeleted - whether the plan deletes it. If it has, and there is no copy, the stage stays as it is.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
 */
export async function stageBefore(stage: Stage, planned: string, isDeleted: boolean): Promise<Before> {
  const { region, of } = stage;
  const { restApiId } = of;
  const { version: serving } = await readStage(stage);
  const copy = (await deploymentsOf(region, restApiId)).find(
    ({ description }) => description === COPY + planned,
  );
  if (serving !== planned) {
    const { createdDate } = await clients(region).send(
      new GetDeploymentCommand({ restApiId, deploymentId: serving }),
    );
    if (copy === undefined && isDeleted) {
      console.error(
        `${region}: stage ${of.stage} cannot be rolled back, because its previous deployment was deleted`,
      );
    }
    return {
      version: copy?.id ?? (isDeleted ? serving : planned),
      changedAt: createdDate?.getTime(),
    };
  }
  if (!isDeleted) {
    return { version: planned, changedAt: undefined };
  }
  const kept =
    copy ??
    (await clients(region).send(new CreateDeploymentCommand({ restApiId, description: COPY + planned })));
  return { version: kept.id ?? planned, changedAt: undefined };
}

/** Moves a stage to a deployment, leaves the record in its description, and empties its cache. */
export async function moveStage(stage: Stage, deployment: string, record: Rollback): Promise<void> {
  const { region, of } = stage;
  const name = { restApiId: of.restApiId, stageName: of.stage };
  await clients(region).send(
    new UpdateStageCommand({
      ...name,
      patchOperations: [
        { op: "replace", path: "/deploymentId", value: deployment },
        { op: "replace", path: "/description", value: recordText(record) },
      ],
    }),
  );
  if ((await readStage(stage)).hasCache) {
    await clients(region).send(new FlushStageCacheCommand(name));
  }
}

/** Deletes the copies, except one that serves. */
export async function forgetCopies(stage: Stage): Promise<void> {
  const { region, of } = stage;
  const { restApiId } = of;
  const { version } = await readStage(stage);
  const copies = (await deploymentsOf(region, restApiId)).filter(
    ({ id, description }) => id !== version && description?.startsWith(COPY),
  );
  for (const { id: deploymentId } of copies) {
    await clients(region).send(new DeleteDeploymentCommand({ restApiId, deploymentId }));
  }
}

async function deploymentsOf(region: string, restApiId: string): Promise<readonly Deployment[]> {
  const { items } = await clients(region).send(
    new GetDeploymentsCommand({ restApiId, limit: MOST_DEPLOYMENTS }),
  );
  return items ?? [];
}
