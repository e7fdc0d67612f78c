import { type DynamoDBDocumentClient, paginateScan, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { amountOf, original } from "./event-shapes";

/**
 * Adds the amount to events that only have a total. It may run again, and in several regions: an event that has an amount
 * stays as it is.
 *
 * @returns the number of events that it changed
 */
export async function addAmounts(client: DynamoDBDocumentClient, TableName: string): Promise<number> {
  let changed = 0;
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const item of Items) {
      const total = original.read(item);
      if (total !== undefined && item["amount"] === undefined) {
        await client.send(
          new UpdateCommand({
            TableName,
            Key: { pk: item["pk"], sk: item["sk"] },
            UpdateExpression: "SET amount = :amount",
            ExpressionAttributeValues: { ":amount": amountOf(total) },
          }),
        );
        changed += 1;
      }
    }
  }
  return changed;
}
