import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { WritableRatesTable } from "../../../handlers/currency-exchange/store/writable-rates-table";
import { Database } from "../../../src/local/tables/database";
import { FIXINGS } from "./fixings";

export const TABLE = "rates";

// A database on a busy machine takes its time.
jest.setTimeout(60_000);

export const TABLE_DEFINITION: CreateTableCommandInput = {
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
};

/** One region's replica of the table: a DynamoDB-compatible server in this process, with nothing in it. */
export class Replica {
  private constructor(
    private readonly database: Database,
    readonly client: DynamoDBDocumentClient,
  ) {}

  static async start(): Promise<Replica> {
    const database = new Database();
    await database.start();
    const client = new DynamoDBClient({
      endpoint: database.url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    });
    await client.send(new CreateTableCommand(TABLE_DEFINITION));
    return new Replica(database, DynamoDBDocumentClient.from(client));
  }

  get endpoint(): string {
    return this.database.url;
  }

  get table(): WritableRatesTable {
    return new WritableRatesTable(this.client, TABLE);
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.database.stop();
  }
}

/** A replica for the tests of a file, empty before each. */
export function replicaForEachTest(): { readonly current: Replica } {
  let replica: Replica | undefined;
  beforeEach(async () => {
    replica = await Replica.start();
  });
  afterEach(() => replica?.stop());
  return {
    get current() {
      return there(replica);
    },
  };
}

/** A replica with the fixings of `FIXINGS`, for all tests of a file. */
export function replicaWithFixings(): { readonly current: Replica } {
  let replica: Replica | undefined;
  beforeAll(async () => {
    replica = await Replica.start();
    const { table } = replica;
    await Promise.all(FIXINGS.map((snapshot) => table.store(snapshot)));
  });
  afterAll(() => replica?.stop());
  return {
    get current() {
      return there(replica);
    },
  };
}

function there(replica: Replica | undefined): Replica {
  if (replica === undefined) {
    throw new Error("the replica is there in tests alone");
  }
  return replica;
}
