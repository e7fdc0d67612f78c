import { request as httpRequest } from "node:http";
import dynalite from "dynalite";
import { LocalServer } from "../http";

export interface DynamoAnswer {
  readonly status: number;
  readonly body: string;
}

/** The headers that DynamoDB's protocol requires. The signature is not checked. */
export const HEADERS = {
  "Content-Type": "application/x-amz-json-1.0",
  Authorization:
    "AWS4-HMAC-SHA256 Credential=local/20200101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local",
  "X-Amz-Date": "20200101T000000Z",
};

/** An empty DynamoDB in memory (dynalite), reached by its wire protocol. */
export class Database extends LocalServer {
  private stopping = false;
  /** Pending calls. Closing dynalite before it has answered them would crash it. */
  private readonly pending = new Set<Promise<void>>();

  async start(): Promise<void> {
    await this.listen(dynalite({ createTableMs: 0 }));
  }

  /**
   * @param operation - such as `GetItem`
   * @param body - its parameters, as JSON
   * @throws Error once the database stops
   */
  async call(operation: string, body: string): Promise<DynamoAnswer> {
    if (this.stopping) {
      throw new Error("the database has stopped");
    }
    const answer = this.send(operation, body);
    const settled = answer.then(
      () => {},
      () => {},
    );
    this.pending.add(settled);
    try {
      return await answer;
    } finally {
      this.pending.delete(settled);
    }
  }

  /** Waits for the calls that have begun. */
  override async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.pending);
    await super.stop();
  }

  private send(operation: string, body: string): Promise<DynamoAnswer> {
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
}
