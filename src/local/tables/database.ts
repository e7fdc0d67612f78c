import { request as httpRequest } from "node:http";
import dynalite from "dynalite";
import { portOf } from "../http";

export interface DynamoAnswer {
  readonly status: number;
  readonly body: string;
}

/** What DynamoDB's protocol needs of a request that nobody checks the signature of. */
export const HEADERS = {
  "Content-Type": "application/x-amz-json-1.0",
  Authorization:
    "AWS4-HMAC-SHA256 Credential=local/20200101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local",
  "X-Amz-Date": "20200101T000000Z",
};

/** An empty DynamoDB in memory (dynalite), reached by its wire protocol. */
export class Database {
  private readonly server = dynalite({ createTableMs: 0 });
  private port = 0;

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    // A request that is sent while an idle connection is being closed is lost.
    this.server.keepAliveTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, "127.0.0.1", resolve);
    });
    this.port = portOf(this.server.address());
  }

  /**
   * @param operation - such as `GetItem`
   * @param body - its parameters, as JSON
   */
  call(operation: string, body: string): Promise<DynamoAnswer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          host: "127.0.0.1",
          port: this.port,
          method: "POST",
          headers: { ...HEADERS, "X-Amz-Target": `DynamoDB_20120810.${operation}` },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 500, body: Buffer.concat(chunks).toString() }),
          );
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
