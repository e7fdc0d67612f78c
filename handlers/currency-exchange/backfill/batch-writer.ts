import { setTimeout as wait } from "node:timers/promises";
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
} from "@aws-sdk/lib-dynamodb";
import type { Item } from "../store/items";

type Requests = NonNullable<BatchWriteCommandInput["RequestItems"]>[string];

/** The maximum number of items per BatchWriteItem request. */
const BATCH = 25;

const FIRST_PAUSE_MS = 50;
const MOST_TRIES = 10;

export interface BatchWriterProps {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Items have at most 1 kB, so each costs one write unit in every region. */
  readonly writesPerSecond: number;
}

/**
 * Writes many items at a limited rate. Retries unprocessed items with exponential backoff.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export class BatchWriter {
  constructor(private readonly props: BatchWriterProps) {}

  /**
   * @param written - called after each batch with the number of written items
   * @throws Error if an item is still unprocessed after ten attempts
   */
  async write(items: readonly Item[], written: (count: number) => void): Promise<void> {
    const started = Date.now();
    for (let count = 0; count < items.length; count += BATCH) {
      await wait(started + (count / this.props.writesPerSecond) * 1000 - Date.now());
      const batch = items.slice(count, count + BATCH);
      await this.writeBatch(batch);
      written(count + batch.length);
    }
  }

  private async writeBatch(items: readonly Item[]): Promise<void> {
    const { client, tableName } = this.props;
    let requests: Requests = items.map((item) => ({ PutRequest: { Item: { ...item } } }));
    for (let attempt = 1; requests.length > 0; attempt += 1) {
      if (attempt > MOST_TRIES) {
        throw new Error(`DynamoDB left ${requests.length} items unprocessed, ${MOST_TRIES} times`);
      }
      if (attempt > 1) {
        await wait(FIRST_PAUSE_MS * 2 ** (attempt - 2) * (0.5 + Math.random()));
      }
      const { UnprocessedItems = {} } = await client.send(
        new BatchWriteCommand({ RequestItems: { [tableName]: requests } }),
      );
      requests = UnprocessedItems[tableName] ?? [];
    }
  }
}
