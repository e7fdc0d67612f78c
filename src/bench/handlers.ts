import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import dynalite from "dynalite";
import { backfill } from "../../handlers/currency-exchange/backfill/backfill";
import { BatchWriter } from "../../handlers/currency-exchange/backfill/batch-writer";
import { addDays, type Day, dayOf, daysBetween } from "../../handlers/currency-exchange/domain/day";
import { isFixingDay } from "../../handlers/currency-exchange/domain/fixings";
import { CURRENCY_NAMES } from "../../handlers/currency-exchange/domain/iso-4217";
import type { Snapshot } from "../../handlers/currency-exchange/domain/snapshot";
import { RatesTable } from "../../handlers/currency-exchange/store/rates-table";
import { type ListeningServer, listen } from "../local/http";
import { median } from "./measure";

const TABLE = "rates";
const WARM_CALLS = 2_000;

const BUNDLE = join(__dirname, "../../dist/functions/api/index.js");

const ENVIRONMENT = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  TABLE_NAME: TABLE,
};

export interface WarmRow {
  readonly request: string;
  readonly "ms, median": number;
  readonly queries: number;
}

/** The api bundle's handler, warm, on a table of two years of fixings in memory: its time and its queries a request. */
export async function warmRows(): Promise<WarmRow[]> {
  const today = dayOf(new Date());
  const database = await Database.start();
  try {
    await database.load(addDays(today, -730), today);
    Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL_DYNAMODB: database.endpoint });
    const { handler }: { handler: Handler } = require(BUNDLE);
    const year = addDays(today, -365).slice(0, 4);
    return [
      await warm(handler, database, "/v1/latest", {}),
      await warm(handler, database, "/v1/latest", { base: "USD" }),
      await warm(handler, database, "/v1/convert", { from: "USD", to: "JPY", amount: "1234.56" }),
      await warm(handler, database, "/status", {}),
      await warm(handler, database, "/v1/history/{base}/{quote}", {
        from: `${year}-01-01`,
        to: `${year}-12-31`,
      }),
    ];
  } finally {
    await database.stop();
  }
}

type Handler = (event: object, context: object) => Promise<{ readonly statusCode: number }>;

async function warm(
  handler: Handler,
  database: Database,
  resource: string,
  query: Readonly<Record<string, string>>,
): Promise<WarmRow> {
  const event = {
    httpMethod: "GET",
    resource,
    queryStringParameters: query,
    pathParameters: resource.includes("{") ? { base: "EUR", quote: "USD" } : {},
  };
  const call = async () => {
    const start = process.hrtime.bigint();
    const { statusCode } = await handler(event, { awsRequestId: "bench" });
    if (statusCode !== 200) {
      throw new Error(`${resource} answered ${statusCode}`);
    }
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  return withoutLogs(async () => {
    await call();
    const before = database.queries;
    await call();
    const queries = database.queries - before;
    const times: number[] = [];
    for (let count = 0; count < (queries === 0 ? WARM_CALLS : WARM_CALLS / 20); count += 1) {
      times.push(await call());
    }
    const search = new URLSearchParams(query).toString();
    return {
      request: `${resource}${search === "" ? "" : `?${search}`}`,
      "ms, median": Number(median(times).toFixed(3)),
      queries,
    };
  });
}

async function withoutLogs<Result>(run: () => Promise<Result>): Promise<Result> {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return await run();
  } finally {
    process.stdout.write = write;
  }
}

/** A DynamoDB in memory that counts what it is asked. */
class Database {
  queries = 0;
  private constructor(
    private readonly listening: ListeningServer,
    private readonly client: DynamoDBDocumentClient,
  ) {
    listening.server.on("request", () => {
      this.queries += 1;
    });
  }

  static async start(): Promise<Database> {
    const listening = await listen(dynalite({ createTableMs: 0 }));
    const client = new DynamoDBClient({
      endpoint: listening.url,
      region: "eu-west-1",
      credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    });
    await client.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
      }),
    );
    return new Database(listening, DynamoDBDocumentClient.from(client));
  }

  get endpoint(): string {
    return this.listening.url;
  }

  /** A fixing of 30 currencies on every day that has one. */
  async load(from: Day, to: Day): Promise<void> {
    const codes = ["USD", "JPY", ...Object.keys(CURRENCY_NAMES).slice(0, 28)];
    const fixings: Snapshot[] = daysBetween(from, to)
      .filter(isFixingDay)
      .map((day, index) => ({
        source: "ecb",
        day,
        time: undefined,
        base: "EUR",
        rates: Object.fromEntries(codes.map((code, number) => [code, `${number + 1}.${1000 + index}`])),
        held: {},
      }));
    await backfill(fixings, {
      table: new RatesTable(this.client, TABLE),
      writer: new BatchWriter({ client: this.client, tableName: TABLE, writesPerSecond: 1_000_000 }),
      progress: () => undefined,
    });
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.listening.close();
  }
}
