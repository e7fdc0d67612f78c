import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/**
 * A client of this region's replica, and of no other: `AWS_REGION` decides.
 *
 * Two tries of at most 800 ms each end before a health checker gives up, which waits 2 s for an answer. Without
 * `throwOnRequestTimeout`, the SDK writes a warning at the timeout and waits on.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export function regionalReplica(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 500, requestTimeout: 800, throwOnRequestTimeout: true },
    }),
  );
}

/** This region's replica did not answer, or not as it should: a fault of this region alone. */
export class ReplicaFailure extends Error {
  override readonly name = "ReplicaFailure";

  constructor(cause: unknown) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
  }
}
