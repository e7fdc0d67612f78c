import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { ReplicaFailure } from "../../replica";
import type { Day } from "../domain/day";
import type { Snapshot } from "../domain/snapshot";
import { askedItem, type Item, itemOf, sampleItemOf, seenItem } from "./items";
import { RatesTable } from "./rates-table";

/**
 * The rates in one region's replica, with write access. Every write puts a whole item whose content depends only on the
 * publication in its key. Regions that write concurrently write the same item, so the last writer changes nothing.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class WritableRatesTable extends RatesTable {
  async store(snapshot: Snapshot): Promise<void> {
    await this.put(itemOf(snapshot));
  }

  /** Stores a live snapshot next to the fixings of its day. */
  async storeSample(snapshot: Snapshot): Promise<void> {
    await this.put(sampleItemOf(snapshot));
  }

  /** Records that a region has requested live rates. */
  async storeAsked(region: string, time: Date): Promise<void> {
    await this.put(askedItem(region, time.toISOString()));
  }

  /** Stores a day on which a currency had a rate; see `coverage`. */
  async storeSeen(code: string, day: Day): Promise<void> {
    await this.put(seenItem(code, day));
  }

  private async put(item: Item): Promise<void> {
    try {
      await this.client.send(new PutCommand({ TableName: this.tableName, Item: { ...item } }));
    } catch (error) {
      throw new ReplicaFailure(error);
    }
  }
}
