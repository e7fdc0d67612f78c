import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { type AliasedFunction, type Rollback, readRecord, recordText, type Serving } from "../../rollout";
import { clientIn, perRegion } from "./client";

const clients = perRegion((region) => new LambdaClient(clientIn(region)));

/** The state of an alias in Lambda. */
export interface AliasState extends Serving {
  readonly record: Rollback | undefined;
}

export async function readAlias(region: string, { name, alias }: AliasedFunction): Promise<AliasState> {
  const { FunctionVersion, RoutingConfig, Description } = await clients(region).send(
    new GetAliasCommand({ FunctionName: name, Name: alias }),
  );
  const version = FunctionVersion ?? "";
  const [weighted] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  return {
    version,
    shifting:
      weighted === undefined ? undefined : { to: weighted[0], percent: Math.round(100 * weighted[1]) },
    record: readRecord(Description, version),
  };
}

/**
 * Moves an alias to one version and leaves the record in its description.
 *
 * @param isShifting - whether the alias has weights, which are then removed
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html
 */
export async function moveAlias(
  region: string,
  { name, alias }: AliasedFunction,
  version: string,
  record: Rollback,
  isShifting: boolean,
): Promise<void> {
  await clients(region).send(
    new UpdateAliasCommand({
      FunctionName: name,
      Name: alias,
      FunctionVersion: version,
      ...(isShifting ? { RoutingConfig: { AdditionalVersionWeights: {} } } : {}),
      Description: recordText(record),
    }),
  );
}

/** Returns when a version was published, in milliseconds since 1970. */
export async function publishedAt(region: string, name: string, version: string): Promise<number> {
  const { LastModified } = await clients(region).send(
    new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: version }),
  );
  return Date.parse(LastModified ?? "");
}

/** Returns the number of the newest published version. Numbers are never used again. */
export async function newestVersion(region: string, name: string): Promise<string> {
  let newest = 0;
  let Marker: string | undefined;
  do {
    const page = await clients(region).send(
      new ListVersionsByFunctionCommand({ FunctionName: name, Marker }),
    );
    const numbers = (page.Versions ?? []).map(({ Version }) => Number(Version)).filter(Number.isInteger);
    newest = Math.max(newest, ...numbers);
    Marker = page.NextMarker;
  } while (Marker !== undefined && Marker !== "");
  return String(newest);
}
