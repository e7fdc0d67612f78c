import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import { ReplicaFailure } from "../../replica";
import { log } from "../../telemetry";
import { type Coverages, see } from "../domain/coverage";
import { type Day, dayOf, yearOf } from "../domain/day";
import { newestFirst, type Snapshot } from "../domain/snapshot";
import { ASKED, daily, INTRADAY, type Item, LAST, SEEN, seenOf, snapshotOf } from "./items";

type Query = Omit<QueryCommandInput, "TableName">;

/** Enough items for six days: each day has fixings of up to two sources, and a live snapshot. */
const RECENT_ITEMS = 18;

/** The rates in one region's replica. Every read is one query of one partition, or one query per year, never a scan. */
export class RatesTable {
  constructor(
    protected readonly client: DynamoDBDocumentClient,
    protected readonly tableName: string,
  ) {}

  /** Returns the newest snapshots, fixings and live rates, newest first. */
  async newest(now: Date, signal?: AbortSignal): Promise<Snapshot[]> {
    const [fixings, intraday] = await Promise.all([
      this.fixingsUntil(dayOf(new Date(now.getTime() + 86_400_000)), signal),
      this.intraday(now, signal),
    ]);
    return [...fixings, ...intraday].sort(newestFirst);
  }

  /**
   * Returns the snapshots of the last days until `day`, newest first: fixings, and the stored live rates of each day.
   * They are from that day's year or the year before.
   */
  async fixingsUntil(day: Day, signal?: AbortSignal): Promise<Snapshot[]> {
    const [year, before] = [yearOf(day), yearOf(day) - 1];
    const items = await this.lastItems(daily(year), `${day}${LAST}`, signal);
    const earlier =
      items.length < RECENT_ITEMS ? await this.lastItems(daily(before), `${before}${LAST}`, signal) : [];
    return snapshotsOf([...items, ...earlier]).sort(newestFirst);
  }

  /**
   * Returns the snapshots from one day to another, newest first, reduced to the rates of some currencies. It takes one
   * query per year.
   *
   * @param codes - the currencies; a snapshot without any of them has no rates. Default: all currencies
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
    return snapshotsOf(items.flat().map((item) => ({ rates: {}, ...item }))).sort(newestFirst);
  }

  /** Returns the coverage from the days on which currencies had rates. */
  async coverage(): Promise<Coverages> {
    const items = await this.query({
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": SEEN },
    });
    const coverages: Coverages = new Map();
    for (const { code, day } of items.flatMap(seenOf)) {
      see(coverages, code, day);
    }
    return coverages;
  }

  /** Returns the time of each region's last request for live rates, by region. */
  async lastAsked(): Promise<ReadonlyMap<string, Date>> {
    const items = await this.query({
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": ASKED },
    });
    return new Map(items.map(({ sk, time }) => [String(sk), new Date(String(time))]));
  }

  /** Returns the newest live snapshot until a time. */
  async liveUntil(time: Date): Promise<Snapshot | undefined> {
    const until = `${time.toISOString().slice(0, 19)}Z${LAST}`;
    return snapshotsOf(await this.lastItems(INTRADAY, until, undefined, 1))[0];
  }

  private async intraday(now: Date, signal: AbortSignal | undefined): Promise<Snapshot[]> {
    const items = await this.lastItems(INTRADAY, LAST, signal);
    const seconds = now.getTime() / 1000;
    // DynamoDB deletes expired items within days, not at once.
    return snapshotsOf(items.filter(({ expiresAt }) => Number(expiresAt) > seconds));
  }

  private async lastItems(
    pk: string,
    until: string,
    signal: AbortSignal | undefined,
    limit = RECENT_ITEMS,
  ): Promise<Item[]> {
    const { Items = [] } = await this.ask(
      {
        KeyConditionExpression: "pk = :pk AND sk <= :until",
        ExpressionAttributeValues: { ":pk": pk, ":until": until },
        ScanIndexForward: false,
        Limit: limit,
      },
      signal,
    );
    return Items;
  }

  /** Returns all items of a query. A year of fixings fits in one response of at most 1 MB. */
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

/**
 * Returns the snapshots of items, and skips any other item. A region with a newer version of the functions may store
 * rates of a source that this version does not know. Replication copies them here, and they must not make reads fail.
 */
function snapshotsOf(items: readonly Item[]): Snapshot[] {
  const snapshots = items.flatMap((item) => snapshotOf(item) ?? []);
  if (snapshots.length < items.length) {
    log("WARN", "Skipped items that are not snapshots", { skipped: items.length - snapshots.length });
  }
  return snapshots;
}

function projectionOf(codes: readonly string[]) {
  // DynamoDB rejects a path that is listed twice.
  const names = [...new Set(codes)].map((code, index): [string, string] => [`#c${index}`, code]);
  return {
    ProjectionExpression: ["sk", "#base", ...names.map(([name]) => `rates.${name}`)].join(", "),
    ExpressionAttributeNames: { "#base": "base", ...Object.fromEntries(names) },
  };
}
