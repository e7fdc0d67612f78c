import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Snapshot } from "../domain/snapshot";

/** How many years back the newest snapshot is looked for. */
const YEARS = 2;

/**
 * The day snapshots in one region's replica: partition `DAILY#<year>`, sort key the day. An item is made of the
 * snapshot alone, so that two regions that store the same snapshot write the same item.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class Snapshots {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly tableName: string,
  ) {}

  /** The snapshot of the latest day, or undefined where the table has none from this year or the last. */
  async newest(now: Date): Promise<Snapshot | undefined> {
    for (let year = now.getUTCFullYear(); year > now.getUTCFullYear() - YEARS; year -= 1) {
      const { Items = [] } = await this.client.send(
        new QueryCommand({
          TableName: this.tableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": partition(String(year)) },
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      const [item] = Items;
      if (item !== undefined) {
        return fromItem(item);
      }
    }
    return undefined;
  }

  async store(snapshot: Snapshot): Promise<void> {
    const { date, source, base, rates } = snapshot;
    await this.client.send(
      new PutCommand({
        TableName: this.tableName,
        Item: { pk: partition(date.slice(0, 4)), sk: date, source, base, rates },
      }),
    );
  }
}

function partition(year: string): string {
  return `DAILY#${year}`;
}

function fromItem({ sk, source, base, rates }: Record<string, unknown>): Snapshot {
  if (typeof sk !== "string" || typeof source !== "string" || typeof base !== "string" || !isTexts(rates)) {
    throw new Error(`The item ${JSON.stringify(sk)} is not a snapshot`);
  }
  return { date: sk, source, base, rates };
}

function isTexts(value: unknown): value is Record<string, string> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((text) => typeof text === "string")
  );
}
