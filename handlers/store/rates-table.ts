import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import { type Coverages, see } from "../domain/coverage";
import { type Day, dayOf, yearOf } from "../domain/day";
import { newestFirst, type Snapshot } from "../domain/snapshot";
import { daily, INTRADAY, type Item, LAST, SEEN, seenOf, snapshotOf } from "./items";
import { ReplicaFailure } from "./replica";

type Query = Omit<QueryCommandInput, "TableName">;

/** Items that hold the fixings of at least six days, from up to two sources each. */
const RECENT_ITEMS = 12;

/** The rates in one region's replica. Every read is one query of one partition, or of one a year; none is a scan. */
export class RatesTable {
  constructor(
    protected readonly client: DynamoDBDocumentClient,
    protected readonly tableName: string,
  ) {}

  /** The newest snapshots, intraday ones among them, newest first. */
  async newest(now: Date, signal?: AbortSignal): Promise<Snapshot[]> {
    const [fixings, intraday] = await Promise.all([
      this.fixingsUntil(dayOf(new Date(now.getTime() + 86_400_000)), signal),
      this.intraday(now, signal),
    ]);
    return [...fixings, ...intraday].sort(newestFirst);
  }

  /** The fixings of the last days until `day`, newest first; from the year of that day, or from the one before. */
  async fixingsUntil(day: Day, signal?: AbortSignal): Promise<Snapshot[]> {
    const [year, before] = [yearOf(day), yearOf(day) - 1];
    const items = await this.lastItems(daily(year), `${day}${LAST}`, signal);
    const earlier =
      items.length < RECENT_ITEMS ? await this.lastItems(daily(before), `${before}${LAST}`, signal) : [];
    return [...items, ...earlier].map(snapshotOf).sort(newestFirst);
  }

  /**
   * The fixings from one day to another, newest first, reduced to the rates of some currencies: a query a year.
   *
   * @param codes - a fixing without any of them has no rates. Default: everything that is known of the fixings
   */
  async fixingsBetween(from: Day, to: Day, codes?: readonly string[]): Promise<Snapshot[]> {
    const years = Array.from({ length: yearOf(to) - yearOf(from) + 1 }, (_, index) => yearOf(from) + index);
    const items = await Promise.all(
      years.map((year) =>
        this.query({
          KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
          ExpressionAttributeValues: { ":pk": daily(year), ":from": from, ":to": `${to}${LAST}` },
          ...(codes === undefined ? {} : projectionOf(codes)),
        }),
      ),
    );
    return items
      .flat()
      .map((item) => snapshotOf({ rates: {}, ...item }))
      .sort(newestFirst);
  }

  /** From the days on which currencies were seen. */
  async coverage(): Promise<Coverages> {
    const items = await this.query({
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": SEEN },
    });
    const coverages: Coverages = new Map();
    for (const { code, day } of items.map(seenOf)) {
      see(coverages, code, day);
    }
    return coverages;
  }

  private async intraday(now: Date, signal: AbortSignal | undefined): Promise<Snapshot[]> {
    const items = await this.lastItems(INTRADAY, LAST, signal);
    const seconds = now.getTime() / 1000;
    // DynamoDB deletes what has expired within days, not at once.
    return items.filter(({ expiresAt }) => Number(expiresAt) > seconds).map(snapshotOf);
  }

  private async lastItems(pk: string, until: string, signal: AbortSignal | undefined): Promise<Item[]> {
    const { Items = [] } = await this.ask(
      {
        KeyConditionExpression: "pk = :pk AND sk <= :until",
        ExpressionAttributeValues: { ":pk": pk, ":until": until },
        ScanIndexForward: false,
        Limit: RECENT_ITEMS,
      },
      signal,
    );
    return Items;
  }

  /** All items of a query. A year of fixings fits in one answer, which holds 1 MB. */
  private async query(input: Query): Promise<Item[]> {
    const { Items = [], LastEvaluatedKey } = await this.ask(input);
    return LastEvaluatedKey === undefined
      ? Items
      : [...Items, ...(await this.query({ ...input, ExclusiveStartKey: LastEvaluatedKey }))];
  }

  private async ask(input: Query, abortSignal?: AbortSignal): Promise<QueryCommandOutput> {
    try {
      const command = new QueryCommand({ TableName: this.tableName, ...input });
      return await this.client.send(command, abortSignal === undefined ? {} : { abortSignal });
    } catch (error) {
      throw new ReplicaFailure(error);
    }
  }
}

function projectionOf(codes: readonly string[]) {
  // DynamoDB refuses a path that is named twice.
  const names = [...new Set(codes)].map((code, index): [string, string] => [`#c${index}`, code]);
  return {
    ProjectionExpression: ["sk", "#base", ...names.map(([name]) => `rates.${name}`)].join(", "),
    ExpressionAttributeNames: { "#base": "base", ...Object.fromEntries(names) },
  };
}
