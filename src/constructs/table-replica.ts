import { DynamodbTableReplicaA } from "@cdktf/provider-aws/lib/dynamodb-table-replica";
import { Construct } from "constructs";
import type { GlobalTable } from "./global-table";
import { Region } from "./region";

export interface TableReplicaProps {
  readonly table: GlobalTable;
  readonly deletionProtection: boolean;
  /** @default - the key that AWS owns, free of charge */
  readonly keyArn: string | undefined;
}

/**
 * The global table's replica in one region. Backups, protection and encryption do not come with the table: each
 * replica asks for its own.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class TableReplica extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: TableReplicaProps) {
    super(scope, id);
    this.arn = new DynamodbTableReplicaA(this, "Resource", {
      provider: Region.of(this).provider,
      globalTableArn: props.table.arn,
      pointInTimeRecovery: true,
      deletionProtectionEnabled: props.deletionProtection,
      ...(props.keyArn === undefined ? {} : { kmsKeyArn: props.keyArn }),
    }).arn;
  }
}
