import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { DynamodbTableReplicaA } from "@cdktf/provider-aws/lib/dynamodb-table-replica";
import { Construct } from "constructs";
import { Region } from "./region";

/** A key attribute of a table. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: "S" | "N" | "B";
}

interface ReplicaProps {
  readonly deletionProtection: boolean;
  /** @default - the key that AWS owns, free of charge */
  readonly keyArn: string | undefined;
}

export interface HomeTableProps extends ReplicaProps {
  readonly tableName: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute | undefined;
  /** The attribute with the time, in epoch seconds, at which DynamoDB deletes an item. */
  readonly timeToLiveAttribute: string | undefined;
}

/**
 * A DynamoDB global table in its home region. Its replicas are `TableReplica` constructs in the scopes of their
 * regions. The table ignores changes of `replica`, because the provider would otherwise delete the replicas in the next
 * apply.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/dynamodb_table_replica
 */
export class HomeTable extends Construct {
  readonly resource: DynamodbTable;
  readonly keyArn: string | undefined;

  constructor(scope: Construct, id: string, props: HomeTableProps) {
    super(scope, id);
    const { partitionKey, sortKey } = props;
    this.keyArn = props.keyArn;
    this.resource = new DynamodbTable(this, "Resource", {
      provider: Region.of(this).provider,
      name: props.tableName,
      billingMode: "PAY_PER_REQUEST",
      hashKey: partitionKey.name,
      ...(sortKey === undefined ? {} : { rangeKey: sortKey.name }),
      attribute: [partitionKey, ...(sortKey === undefined ? [] : [sortKey])],
      ...(props.timeToLiveAttribute === undefined
        ? {}
        : { ttl: { attributeName: props.timeToLiveAttribute, enabled: true } }),
      streamEnabled: true,
      streamViewType: "NEW_AND_OLD_IMAGES",
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: props.deletionProtection,
      ...(props.keyArn === undefined
        ? {}
        : { serverSideEncryption: { enabled: true, kmsKeyArn: props.keyArn } }),
      lifecycle: { ignoreChanges: ["replica"] },
    });
  }

  get arn(): string {
    return this.resource.arn;
  }
}

export interface TableReplicaProps extends ReplicaProps {
  readonly home: HomeTable;
}

/**
 * A global table's replica in one region. A replica does not inherit the table's backups, deletion protection and
 * encryption; each replica sets its own.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class TableReplica extends Construct {
  readonly resource: DynamodbTableReplicaA;
  readonly keyArn: string | undefined;

  constructor(scope: Construct, id: string, props: TableReplicaProps) {
    super(scope, id);
    this.keyArn = props.keyArn;
    this.resource = new DynamodbTableReplicaA(this, "Resource", {
      provider: Region.of(this).provider,
      globalTableArn: props.home.arn,
      pointInTimeRecovery: true,
      deletionProtectionEnabled: props.deletionProtection,
      ...(props.keyArn === undefined ? {} : { kmsKeyArn: props.keyArn }),
    });
  }

  get arn(): string {
    return this.resource.arn;
  }
}
