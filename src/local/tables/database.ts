import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
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
  protected readonly answering = dynalite({ createTableMs: 0 });
  private stopping = false;
  /** Pending calls. Closing dynalite before it has answered them would crash it. */
  private readonly pending = new Set<Promise<void>>();

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

  private async send(operation: string, body: string): Promise<DynamoAnswer> {
    const headers = { ...HEADERS, "X-Amz-Target": `DynamoDB_20120810.${operation}` };
    const request = httpRequest(this.url, { method: "POST", headers }).end(body);
    const response: IncomingMessage = (await once(request, "response"))[0];
    return { status: response.statusCode ?? 500, body: await text(response) };
  }
}
