import { DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Item } from "../../../handlers/currency-exchange/store/items";

/**
 * Answers what the functions ask of DynamoDB from memory, for tests that ask a hundred thousand times. Whether DynamoDB
 * would answer so is what the tests with a replica show.
 */
export function answerFromMemory(initial: readonly Item[]): Map<string, Item> {
  const items = new Map(initial.map((item) => [keyOf(item), item]));
  jest.spyOn(DynamoDBDocumentClient.prototype, "send").mockImplementation(async (command: unknown) => {
    if (command instanceof PutCommand) {
      const { Item = {} } = command.input;
      items.set(keyOf(Item), Item);
      return {};
    }
    if (command instanceof QueryCommand) {
      return { Items: answer(command, items) };
    }
    throw new Error("this command is not answered from memory");
  });
  return items;
}

function answer({ input }: QueryCommand, items: ReadonlyMap<string, Item>): Item[] {
  const values = input.ExpressionAttributeValues ?? {};
  const { ":pk": pk, ":from": from = "", ":to": to = "~", ":until": until = to } = values;
  const found = [...items.values()]
    .filter((item) => item["pk"] === pk && String(item["sk"]) >= from && String(item["sk"]) <= until)
    .sort((a, b) => (String(a["sk"]) < String(b["sk"]) ? -1 : 1));
  return (input.ScanIndexForward === false ? found.reverse() : found).slice(0, input.Limit ?? found.length);
}

function keyOf(item: Item): string {
  return `${item["pk"]} ${item["sk"]}`;
}
