import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { required } from "./environment";
import { subsegment } from "./tracing";

/**
 * Returns a DynamoDB client for the replica in `AWS_REGION`.
 *
 * Two attempts of at most 800 ms each end before a health checker's timeout of 2 s. Without `throwOnRequestTimeout`,
 * the SDK writes a warning at the timeout and waits on.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export function regionalReplica(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 800, throwOnRequestTimeout: true },
  });
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      (args) => {
        const table = "TableName" in args.input ? { table_name: String(args.input.TableName) } : {};
        const aws = {
          operation: String(commandName).replace(/Command$/, ""),
          region: required("AWS_REGION"),
          ...table,
        };
        return subsegment("DynamoDB", { kind: "aws", aws }, () => next(args));
      },
    { step: "initialize", name: "traced" },
  );
  return DynamoDBDocumentClient.from(client);
}

/** This region's replica failed or did not respond. The fault affects only this region. */
export class ReplicaFailure extends Error {
  override readonly name = "ReplicaFailure";

  constructor(cause: unknown) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
  }
}
