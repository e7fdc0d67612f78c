import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { Decimal } from "../../../../handlers/currency-exchange/domain/decimal";
import { newestFirst, type Snapshot } from "../../../../handlers/currency-exchange/domain/snapshot";
import { Ingestion } from "../../../../handlers/currency-exchange/ingestion";
import { ProviderChain } from "../../../../handlers/currency-exchange/providers";
import { WritableRatesTable } from "../../../../handlers/currency-exchange/store/writable-rates-table";
import { type Change, Replica } from "../../../../src/local/tables/replica";
import { sampleSize } from "../../../tools";
import { Logs } from "../../logs";
import { fixing } from "../fixings";
import { TABLE, TABLE_DEFINITION } from "../replica";

new Logs();
const NOW = new Date("2026-04-13T14:30:00Z");
const TABLES = [
  { address: "table", name: TABLE, keys: ["pk", "sk"], regions: [], definition: TABLE_DEFINITION },
];

/** What providers may answer, as their caches are behind or not: the days of a week from two sources, and one hour. */
const PUBLICATIONS: readonly Snapshot[] = [
  fixing("2026-04-07", { USD: "1.1557", TRY: "51.1" }),
  fixing("2026-04-08", { USD: "1.1706", TRY: "151.2" }),
  fixing("2026-04-09", { USD: "1.1685", TRY: "151.9" }),
  fixing("2026-04-10", { USD: "1.1711" }),
  fixing("2026-04-13", { USD: "1.1684", TRY: "52.2" }),
  fixing("2026-04-10", { USD: "1.1711" }, { source: "frankfurter" }),
  fixing("2026-04-13", { USD: "1.1684", TRY: "52.2" }, { source: "frankfurter" }),
  fixing(
    "2026-04-13",
    { EUR: "0.8559" },
    { source: "open-exchange-rates", base: "USD", time: "2026-04-13T14:00:00Z" },
  ),
];

/** A region: its replica, and its own ingestion of what its provider says. */
class Region {
  readonly table: WritableRatesTable;
  private readonly client: DynamoDBDocumentClient;

  private constructor(readonly replica: Replica) {
    this.client = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint: replica.url,
        region: replica.region,
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      }),
    );
    this.table = new WritableRatesTable(this.client, TABLE);
  }

  static async start(name: string, onChange: (change: Change) => void): Promise<Region> {
    const replica = new Replica(name, TABLES, onChange);
    await replica.start();
    return new Region(replica);
  }

  async ingest(publication: Snapshot): Promise<void> {
    const provider = { name: publication.source, latest: async () => publication };
    const chain = new ProviderChain([provider], { pauseMs: 0 });
    await new Ingestion({
      table: this.table,
      chain,
      kind: "daily-reference",
      maxJump: new Decimal("0.2"),
    }).run(NOW, {});
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.replica.stop();
  }
}

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("ingest" as const),
      region: fc.constantFrom(0 as const, 1 as const),
      publication: fc.constantFrom(...PUBLICATIONS),
    }),
    fc.record({ kind: fc.constant("deliver" as const), index: fc.nat(), again: fc.boolean() }),
  ),
  { minLength: 8, maxLength: 24 },
);

test("regions converge to the same items in any order of arrival, and rates never go back", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      const lines: [Change[], Change[]] = [[], []];
      const regions = [
        await Region.start("us-east-1", (change) => lines[1].push(change)),
        await Region.start("eu-west-1", (change) => lines[0].push(change)),
      ] as const;
      const newest: [Snapshot | undefined, Snapshot | undefined] = [undefined, undefined];
      const look = async (to: 0 | 1) => {
        const [now] = await regions[to].table.newest(NOW);
        const before = newest[to];
        expect(before !== undefined && (now === undefined || newestFirst(now, before) > 0)).toBe(false);
        newest[to] = now;
      };
      const deliver = async (to: 0 | 1, index: number, again: boolean) => {
        const line = lines[to];
        const change = line[index % line.length];
        if (change !== undefined) {
          await regions[to].replica.apply(change);
          line.splice(again ? line.length : index % line.length, again ? 0 : 1);
        }
      };
      try {
        for (const step of story) {
          if (step.kind === "ingest") {
            await regions[step.region].ingest(step.publication);
            await look(step.region);
          } else {
            const to = step.index % 2 === 0 ? 0 : 1;
            await deliver(to, Math.floor(step.index / 2), step.again);
            await look(to);
          }
        }
        // The lag ends: what is left arrives, the last first.
        for (const to of [0, 1] as const) {
          while (lines[to].length > 0) {
            await deliver(to, lines[to].length - 1, false);
          }
          await look(to);
        }
        const [here, there] = await Promise.all(regions.map(({ replica }) => replica.items(TABLE)));
        expect(there).toEqual(here);
        expect(here?.length).toBeGreaterThan(story.some(({ kind }) => kind === "ingest") ? 0 : -1);
      } finally {
        await Promise.all(regions.map((region) => region.stop()));
      }
    }),
    { numRuns: sampleSize(20), seed: 13 },
  );
});

test("two regions that ingest the same publication write the same items", async () => {
  const changes: Change[][] = [[], []];
  const regions = await Promise.all([
    Region.start("us-east-1", (change) => changes[0]?.push(change)),
    Region.start("eu-west-1", (change) => changes[1]?.push(change)),
  ]);
  try {
    for (const publication of PUBLICATIONS) {
      await Promise.all(regions.map((region) => region.ingest(publication)));
    }
    const [here, there] = await Promise.all(regions.map(({ replica }) => replica.items(TABLE)));
    expect(there).toEqual(here);
    const daily = here?.filter((item) => JSON.stringify(item).includes("DAILY#"));
    // Seven fixings, and the live rates that are kept of the day.
    expect(daily).toHaveLength(8);
  } finally {
    await Promise.all(regions.map((region) => region.stop()));
  }
});
