import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { ReplicaFailure } from "../../../handlers/replica";
import { EVENT_TYPES, type Order, type OrderEvent, orderOf } from "./order";

/**
 * The events in one region's replica: one item per event, under a key that is its id. An item is never changed, so it
 * does not matter which region's write DynamoDB keeps: all writes of one key are the same.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class OrdersTable {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly tableName: string,
  ) {}

  async order(id: string): Promise<Order> {
    const items = await this.query(id);
    return orderOf(
      id,
      items.map(eventOf).sort((a, b) => a.id.localeCompare(b.id)),
    );
  }

  async add(orderId: string, { id, type, total, after }: OrderEvent): Promise<void> {
    const Item = { pk: orderId, sk: id, type, after, ...(total === undefined ? {} : { total }) };
    await this.ask(() => this.client.send(new PutCommand({ TableName: this.tableName, Item })));
  }

  /** Reads the replica, as the health check does. */
  async probe(): Promise<void> {
    await this.query("health-check");
  }

  private async query(pk: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { Items = [] } = await this.ask(() =>
      this.client.send(
        new QueryCommand({
          TableName: this.tableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": pk },
        }),
      ),
    );
    return Items;
  }

  private async ask<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    try {
      return await send();
    } catch (error) {
      throw new ReplicaFailure(error);
    }
  }
}

/** @throws where the item is not of this service */
function eventOf({ sk, type, total, after }: Readonly<Record<string, unknown>>): OrderEvent {
  const known = EVENT_TYPES.find((one) => one === type);
  if (typeof sk !== "string" || known === undefined || !Array.isArray(after)) {
    throw new Error(`The item ${JSON.stringify(sk)} is not an event`);
  }
  return {
    id: sk,
    type: known,
    total: typeof total === "string" ? total : undefined,
    after: after.map(String),
  };
}
