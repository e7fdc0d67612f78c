import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { GetHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

/** The key of a test item in the deployed table. */
export interface ItemKey {
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
}

/**
 * The AWS operations of the verification, besides Terraform, with the credentials of the environment or of the AWS CLI's
 * configuration.
 */
export class AwsAccount {
  /** Returns the account's id. */
  async id(): Promise<string> {
    const { Account: id } = await new STSClient({ region: "us-east-1" }).send(new GetCallerIdentityCommand());
    if (id === undefined) {
      throw new Error("AWS returned no account for these credentials");
    }
    return id;
  }

  /** Returns the name of a hosted zone, without the final dot. */
  async zoneName(id: string): Promise<string> {
    const client = new Route53Client({ region: "us-east-1" });
    const { HostedZone: zone } = await client.send(new GetHostedZoneCommand({ Id: id }));
    return (zone?.Name ?? "").replace(/\.$/, "");
  }

  /**
   * Makes every invocation of a function fail until `startFunction`.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  async stopFunction(region: string, name: string): Promise<void> {
    await new LambdaClient({ region }).send(
      new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }),
    );
  }

  async startFunction(region: string, name: string): Promise<void> {
    await new LambdaClient({ region }).send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }));
  }

  /** Returns the names of notifying alarms with a prefix: in ALARM, with an action, and not suppressed. */
  async alarms(region: string, prefix: string): Promise<readonly string[]> {
    const pages = paginateDescribeAlarms(
      { client: new CloudWatchClient({ region }) },
      { AlarmNamePrefix: prefix, StateValue: "ALARM", AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
    );
    const names: string[] = [];
    for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
      const notifying = [
        ...MetricAlarms,
        ...CompositeAlarms.filter(({ ActionsSuppressedBy }) => ActionsSuppressedBy === undefined),
      ].filter(({ AlarmActions = [] }) => AlarmActions.length > 0);
      names.push(...notifying.flatMap(({ AlarmName }) => AlarmName ?? []));
    }
    return names;
  }

  async putItem(region: string, { table, key }: ItemKey): Promise<void> {
    await new DynamoDBClient({ region }).send(new PutItemCommand({ TableName: table, Item: textKey(key) }));
  }

  async hasItem(region: string, { table, key }: ItemKey): Promise<boolean> {
    const { Item } = await new DynamoDBClient({ region }).send(
      new GetItemCommand({ TableName: table, Key: textKey(key) }),
    );
    return Item !== undefined;
  }

  async deleteItem(region: string, { table, key }: ItemKey): Promise<void> {
    await new DynamoDBClient({ region }).send(new DeleteItemCommand({ TableName: table, Key: textKey(key) }));
  }
}

/** The same operations, of an account or of a test's. */
export type Account = Pick<AwsAccount, keyof AwsAccount>;

function textKey(key: ItemKey["key"]): Record<string, { S: string }> {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { S: value }]));
}
