import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { Region } from "./region";

export interface GlobalTableProps {
  readonly tableName: string;
  readonly deletionProtection: boolean;
  /** @default - the key that AWS owns, free of charge */
  readonly keyArn: string | undefined;
}

/**
 * The DynamoDB global table, in its home region. Its replicas are `TableReplica`s, each under its own region;
 * that is why `replica` is ignored here: the provider would delete them in the next apply.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/dynamodb_table_replica
 */
export class GlobalTable extends Construct {
  readonly tableName: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: GlobalTableProps) {
    super(scope, id);
    const table = new DynamodbTable(this, "Resource", {
      provider: Region.of(this).provider,
      name: props.tableName,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      rangeKey: "sk",
      attribute: [
        { name: "pk", type: "S" },
        { name: "sk", type: "S" },
      ],
      ttl: { attributeName: "expiresAt", enabled: true },
      streamEnabled: true,
      streamViewType: "NEW_AND_OLD_IMAGES",
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: props.deletionProtection,
      ...(props.keyArn === undefined
        ? {}
        : { serverSideEncryption: { enabled: true, kmsKeyArn: props.keyArn } }),
      lifecycle: { ignoreChanges: ["replica"] },
    });
    this.tableName = props.tableName;
    this.arn = table.arn;
  }
}
