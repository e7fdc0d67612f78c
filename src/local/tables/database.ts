import { Readable } from "node:stream";
import dynalite from "dynalite";
import { LocalServer } from "../http";

export interface DynamoAnswer {
  readonly status: number;
  readonly body: string;
}

/** The headers that DynamoDB's protocol requires. The signature is not checked. */
const HEADERS = {
  "content-type": "application/x-amz-json-1.0",
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20200101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local",
  "x-amz-date": "20200101T000000Z",
};

/** An empty DynamoDB in memory (dynalite). Programs reach it over HTTP once it is started. */
export class Database extends LocalServer {
  protected readonly answering = dynalite({ createTableMs: 0 });

  /**
   * Passes a request to the server without a connection.
   *
   * @param operation - such as `GetItem`
   * @param body - its parameters, as JSON
   */
  call(operation: string, body: string): Promise<DynamoAnswer> {
    const request = Object.assign(Readable.from([Buffer.from(body)]), {
      method: "POST",
      url: "/",
      headers: { ...HEADERS, "x-amz-target": `DynamoDB_20120810.${operation}` },
    });
    return new Promise((resolve) => {
      const response = {
        statusCode: 200,
        setHeader: () => {},
        end: (text: string) => resolve({ status: response.statusCode, body: text }),
      };
      this.answering.emit("request", request, response);
    });
  }
}
