import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { ReplicaFailure } from "../../../handlers/replica";
import type { EventShape } from "./event-shapes";
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
    private readonly shape: EventShape,
  ) {}

  async order(id: string): Promise<Order> {
    const items = await this.query(id);
    return orderOf(
      id,
      items.map((item) => eventOf(item, this.shape)).sort((a, b) => a.id.localeCompare(b.id)),
    );
  }

  async add(orderId: string, { id, type, total, after }: OrderEvent): Promise<void> {
    const Item = {
      pk: orderId,
      sk: id,
      type,
      after,
      ...(total === undefined ? {} : this.shape.write(total)),
    };
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

/** @throws Error if the item is not an event of this service */
function eventOf(item: Readonly<Record<string, unknown>>, shape: EventShape): OrderEvent {
  const { sk, type, after } = item;
  const known = EVENT_TYPES.find((one) => one === type);
  if (typeof sk !== "string" || known === undefined || !Array.isArray(after)) {
    throw new Error(`The item ${JSON.stringify(sk)} is not an event`);
  }
  return { id: sk, type: known, total: shape.read(item), after: after.map(String) };
}
