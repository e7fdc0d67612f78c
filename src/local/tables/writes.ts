/** An attribute value as DynamoDB writes it, such as `{"S":"EUR"}`. */
export type Item = Readonly<Record<string, unknown>>;

/** An item that a request writes. */
export interface WrittenItem {
  readonly table: string;
  readonly key: Item;
}

/**
 * Returns the items that a request writes if it succeeds.
 *
 * @param keysOf - names of a table's key attributes
 */
export function writtenItems(
  operation: string,
  body: Item,
  keysOf: (table: string) => readonly string[],
): WrittenItem[] {
  const table = String(body["TableName"]);
  const keyIn = (item: unknown, of = table): WrittenItem[] =>
    isItem(item)
      ? [{ table: of, key: Object.fromEntries(keysOf(of).map((name) => [name, item[name]])) }]
      : [];
  switch (operation) {
    case "PutItem":
      return keyIn(body["Item"]);
    case "UpdateItem":
    case "DeleteItem":
      return keyIn(body["Key"]);
    case "BatchWriteItem":
      return Object.entries(isItem(body["RequestItems"]) ? body["RequestItems"] : {}).flatMap(
        ([name, requests]) =>
          (Array.isArray(requests) ? requests : []).flatMap((request) =>
            !isItem(request)
              ? []
              : isItem(request["PutRequest"])
                ? keyIn(request["PutRequest"]["Item"], name)
                : isItem(request["DeleteRequest"])
                  ? keyIn(request["DeleteRequest"]["Key"], name)
                  : [],
          ),
      );
    default:
      return [];
  }
}

export function isItem(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function idOf({ table, key }: WrittenItem): string {
  return JSON.stringify([table, key]);
}
