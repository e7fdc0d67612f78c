import { ofType, type Resource, type Terraform } from "../../terraform";
import type { KnownValues } from "./known-values";
import { regionOf } from "./stack-error";

/** A DynamoDB table and the regions that have a replica of it. */
export interface TableModel {
  readonly address: string;
  readonly name: string;
  /** Names of the key's attributes: the partition key, then the sort key where there is one. */
  readonly keys: readonly string[];
  /** Home first. */
  readonly regions: readonly string[];
  /** The body of DynamoDB's CreateTable. */
  readonly definition: object;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export function readTables(terraform: Terraform, values: KnownValues): TableModel[] {
  return ofType(terraform, "aws_dynamodb_table").map((resource) => {
    const { address, attributes } = resource;
    const text = (attribute: string) => values.attribute(resource, attribute);
    const name = text("name");
    const keys = [
      text("hash_key"),
      ...(attributes.get("range_key") === undefined ? [] : [text("range_key")]),
    ];
    const indexes = attributes.blocks("global_secondary_index").map((index) => ({
      IndexName: index.knownText("name"),
      KeySchema: keySchema([index.knownText("hash_key"), index.knownText("range_key")]),
      Projection: {
        ProjectionType: index.knownText("projection_type"),
        ...(index.get("non_key_attributes") === undefined
          ? {}
          : { NonKeyAttributes: index.texts("non_key_attributes") }),
      },
    }));
    return {
      address,
      name,
      keys,
      regions: [
        regionOf(resource),
        ...attributes.blocks("replica").flatMap((replica) => replica.knownText("region_name") ?? []),
        ...replicasOf(resource, terraform),
      ],
      definition: {
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: attributes.blocks("attribute").map((attribute) => ({
          AttributeName: attribute.knownText("name"),
          AttributeType: attribute.knownText("type"),
        })),
        KeySchema: keySchema(keys),
        ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
      },
    };
  });
}

function replicasOf(table: Resource, terraform: Terraform): string[] {
  return ofType(terraform, "aws_dynamodb_table_replica")
    .filter(({ attributes }) => attributes.reference("global_table_arn")?.address === table.address)
    .flatMap(({ region }) => region ?? []);
}

function keySchema(keys: readonly (string | undefined)[]) {
  return keys
    .filter((key) => key !== undefined)
    .map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? "HASH" : "RANGE" }));
}
