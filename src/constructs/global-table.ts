import * as z from "zod/mini";
import type { RegionName } from "../aws";
import * as values from "../aws/values";
import type { GlobalApi } from "./global-api";
import type { GlobalFunction } from "./global-function";
import { reject } from "./invalid-input";
import type { Statement } from "./policy-document";
import { HomeTable, type KeyAttribute, TableReplica } from "./regional-table";
import { watchTable } from "./resource-alarms";
import { requireValid } from "./valid-props";

const READ = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const WRITE = ["dynamodb:PutItem", "dynamodb:UpdateItem"];

export interface GlobalTableProps {
  /** @default - `<API's name>-<id>` */
  readonly tableName?: string;
  /** @default - a string, "pk" */
  readonly partitionKey?: KeyAttribute;
  /** @default - a string, "sk", or none if `partitionKey` is set */
  readonly sortKey?: KeyAttribute;
  /** The attribute with the time, in epoch seconds, at which DynamoDB deletes an item. @default "expiresAt" */
  readonly timeToLiveAttribute?: string | false;
}

const PROPS = z.object({
  tableName: values.tableName,
  partitionKey: z.optional(values.keyAttribute),
  sortKey: z.optional(values.keyAttribute),
  timeToLiveAttribute: z.optional(
    z.union([z.literal(false), z.string()], "the name of an attribute, or false"),
  ),
});

/** A replica of a table in one region. */
export interface ITableReplica {
  readonly arn: string;
  /** @default - a key that AWS owns, which requires no permission */
  readonly keyArn?: string | undefined;
}

/**
 * A DynamoDB global table with a replica in every region of an API. A grant lets a function use only the replica of its
 * own region, because a function that calls another region's table fails with that region.
 *
 * If two regions write the same item, the last writer wins.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class GlobalTable {
  private constructor(
    readonly tableName: string,
    private readonly replicas: ReadonlyMap<RegionName, ITableReplica>,
  ) {}

  /** Creates a table and its replicas; see `GlobalApi.addTable`. */
  static create(
    api: GlobalApi,
    id: string,
    props: GlobalTableProps & { readonly tableName: string },
    isFirst: boolean,
  ): GlobalTable {
    const place = `addTable(${JSON.stringify(id)})`;
    requireValid(PROPS, props, place);
    const { tableName, partitionKey, timeToLiveAttribute = "expiresAt" } = props;
    const sortKey = props.sortKey ?? (partitionKey === undefined ? { name: "sk", type: "S" } : undefined);
    const { name } = partitionKey ?? { name: "pk" };
    if (sortKey?.name === name) {
      reject(`${place}: sortKey`, `"${name}" is the partition key already`);
    }
    const home = new HomeTable(api.home, id, {
      tableName,
      partitionKey: partitionKey ?? { name: "pk", type: "S" },
      sortKey,
      timeToLiveAttribute: timeToLiveAttribute === false ? undefined : timeToLiveAttribute,
      deletionProtection: api.deletionProtection,
      keyArn: api.home.dataKeyArn,
    });
    const replicas = new Map<RegionName, HomeTable | TableReplica>([[api.home.name, home]]);
    for (const region of api.regions.filter((other) => other !== api.home)) {
      const replica = new TableReplica(region, id, {
        home,
        // A draining region must be able to delete its replica.
        deletionProtection: api.deletionProtection && region.serving,
        keyArn: region.dataKeyArn,
      });
      replicas.set(region.name, replica);
    }
    for (const { alarms, peers } of api.regions) {
      if (alarms !== undefined) {
        watchTable(alarms, { id, tableName, peers, prefix: isFirst ? "" : `${id}_` });
      }
    }
    return new GlobalTable(tableName, replicas);
  }

  /** An existing global table with a replica in every region of the API, encrypted with a key that AWS owns. */
  static fromTableName(api: GlobalApi, tableName: string): GlobalTable {
    const replicas = api.regions.map(({ name }): [RegionName, ITableReplica] => [
      name,
      { arn: `arn:aws:dynamodb:${name}:${api.accountId}:table/${tableName}` },
    ]);
    return new GlobalTable(tableName, new Map(replicas));
  }

  /** Returns the replica of one region: a `HomeTable` or `TableReplica` if the API created it. */
  in(region: RegionName): ITableReplica {
    const replica = this.replicas.get(region);
    if (replica === undefined) {
      reject(this.tableName, `there is no replica in ${region}`);
    }
    return replica;
  }

  /** Lets a function read items by their keys. */
  grantRead(grantee: GlobalFunction): void {
    this.grant(grantee, ...READ);
  }

  /** Lets a function put and update items. To allow deletes, grant "dynamodb:DeleteItem" separately. */
  grantWrite(grantee: GlobalFunction): void {
    this.grant(grantee, ...WRITE);
  }

  grantReadWrite(grantee: GlobalFunction): void {
    this.grant(grantee, ...READ, ...WRITE);
  }

  /** Lets a function call these actions on the replica of its region. */
  grant(grantee: GlobalFunction, ...actions: readonly string[]): void {
    grantee.addToRolePolicy(({ name }) => ({
      Sid: "UseReplica",
      Action: actions,
      Resource: [this.in(name).arn],
    }));
    if ([...this.replicas.values()].some(({ keyArn }) => keyArn !== undefined)) {
      grantee.addToRolePolicy(({ name }) => keyStatement(name, this.in(name).keyArn ?? ""));
    }
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
function keyStatement(region: RegionName, keyArn: string): Statement {
  return {
    Sid: "UseReplicaKey",
    Action: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
    Resource: [keyArn],
    Condition: { StringEquals: { "kms:ViaService": `dynamodb.${region}.amazonaws.com` } },
  };
}
