import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { type FunctionTarget, type Rollback, readRecord, recordText, type Serving } from "../../rollout";
import { clientIn, perRegion } from "./client";

const clients = perRegion((region) => new LambdaClient(clientIn(region)));

/** A function behind an alias, in its region. */
export type Alias = Pick<FunctionTarget, "region" | "of">;

/** The state of an alias in Lambda. */
export interface AliasState extends Serving {
  readonly record: Rollback | undefined;
}

export async function readAlias({ region, of: { name, alias } }: Alias): Promise<AliasState> {
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
  { region, of: { name, alias } }: Alias,
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
export async function publishedAt({ region, of }: Alias, version: string): Promise<number> {
  const { LastModified } = await clients(region).send(
    new GetFunctionConfigurationCommand({ FunctionName: of.name, Qualifier: version }),
  );
  return Date.parse(LastModified ?? "");
}

/** Returns the number of the newest published version. Numbers are never used again. */
export async function newestVersion({ region, of }: Alias): Promise<string> {
  let newest = 0;
  const pages = paginateListVersionsByFunction({ client: clients(region) }, { FunctionName: of.name });
  for await (const { Versions = [] } of pages) {
    const numbers = Versions.map(({ Version }) => Number(Version)).filter(Number.isInteger);
    newest = Math.max(newest, ...numbers);
  }
  return String(newest);
}
