import type { AddressInfo } from "node:net";
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import dynalite from "dynalite";
import { WritableRatesTable } from "../../handlers/store/writable-rates-table";
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
    private readonly server: ReturnType<typeof dynalite>,
    readonly endpoint: string,
    readonly client: DynamoDBDocumentClient,
  ) {}

  static async start(): Promise<Replica> {
    const server = dynalite({ createTableMs: 0 });
    // A request that is sent while an idle connection is being closed is lost.
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${portOf(server.address())}`;
    const client = new DynamoDBClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    });
    await client.send(new CreateTableCommand(TABLE_DEFINITION));
    return new Replica(server, endpoint, DynamoDBDocumentClient.from(client));
  }

  get table(): WritableRatesTable {
    return new WritableRatesTable(this.client, TABLE);
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== "object" || address === null) {
    throw new Error("the server does not listen");
  }
  return address.port;
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
