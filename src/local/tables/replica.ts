import type { IncomingMessage, ServerResponse } from "node:http";
import { jsonIn } from "../../terraform";
import { type Handler, LocalServer, readBody } from "../http";
import type { TableModel } from "../stack/tables";
import { Database, type DynamoAnswer } from "./database";
import { type Item, idOf, isItem, type WrittenItem, writtenItems } from "./writes";

/** The time and region of an item's last write. */
export interface Version {
  readonly time: number;
  readonly region: string;
}

/** An item as written in one region. */
export interface Change extends WrittenItem {
  readonly version: Version;
  /** Undefined: it was deleted. */
  readonly image: Item | undefined;
}

const UNAVAILABLE: DynamoAnswer = {
  status: 500,
  body: JSON.stringify({
    __type: "com.amazonaws.dynamodb.v20120810#InternalServerError",
    message: "This region's tables have failed",
  }),
};

/** One region's tables, with the last write of each item. */
export class Replica extends LocalServer {
  isFailed = false;
  protected readonly answering: Handler = (request, response) => this.handle(request, response);
  private readonly database = new Database();
  private readonly versions = new Map<string, Version>();
  private lastTime = 0;
  /** Settles when no write is running. */
  private written: Promise<unknown> = Promise.resolve();

  /** @param onChange - called for each item that this region writes itself */
  constructor(
    readonly region: string,
    private readonly tables: readonly TableModel[],
    private readonly onChange: (change: Change) => void,
  ) {
    super();
  }

  override async start(): Promise<void> {
    for (const { definition, address } of this.tables) {
      await this.ask("CreateTable", definition, `${address}: dynalite does not take this table`);
    }
    await super.start();
  }

  /** Applies another region's change unless this region has a later one: per item, the last writer wins. */
  async apply(change: Change): Promise<void> {
    const id = idOf(change);
    await this.inTurn(async () => {
      const known = this.versions.get(id);
      if (known !== undefined && !isLater(change.version, known)) {
        return;
      }
      const { table: TableName, key: Key, image: Item, version } = change;
      const [operation, item] = Item === undefined ? ["DeleteItem", { Key }] : ["PutItem", { Item }];
      await this.ask(operation, { TableName, ...item }, `${this.region}: a replicated item was refused`);
      this.versions.set(id, version);
      this.lastTime = Math.max(this.lastTime, version.time);
    });
  }

  /** Returns every item of a table, sorted by key. */
  async items(table: string): Promise<Item[]> {
    const items: Item[] = [];
    let start: unknown;
    do {
      const page = await this.ask("Scan", { TableName: table, ExclusiveStartKey: start }, this.region);
      items.push(...(Array.isArray(page["Items"]) ? page["Items"].filter(isItem) : []));
      start = page["LastEvaluatedKey"];
    } while (start !== undefined);
    return items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = String(await readBody(request));
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const { status, body } = this.isFailed ? UNAVAILABLE : await this.run(operation, sent);
    response.writeHead(status, { "Content-Type": "application/x-amz-json-1.0" }).end(body);
  }

  private run(operation: string, body: string): Promise<DynamoAnswer> {
    const items = writtenItems(operation, itemIn(body), (table) => this.keysOf(table));
    if (items.length === 0) {
      return this.database.call(operation, body);
    }
    return this.inTurn(async () => {
      const result = await this.database.call(operation, body);
      if (result.status === 200) {
        for (const item of items) {
          const version = { time: this.nextTime(), region: this.region };
          this.versions.set(idOf(item), version);
          this.onChange({ ...item, version, image: await this.imageOf(item) });
        }
      }
      return result;
    });
  }

  /** Writes after the writes before, so that an item's last write is also the last one that is replicated. */
  private inTurn<T>(write: () => Promise<T>): Promise<T> {
    const result = this.written.then(write);
    this.written = result.catch(() => {});
    return result;
  }

  private async imageOf({ table, key }: WrittenItem): Promise<Item | undefined> {
    const request = { TableName: table, Key: key, ConsistentRead: true };
    const { Item: item } = await this.ask("GetItem", request, this.region);
    return isItem(item) ? item : undefined;
  }

  /** @throws Error with the subject if the database refuses the request */
  private async ask(operation: string, request: object, subject: string): Promise<Item> {
    const { status, body } = await this.database.call(operation, JSON.stringify(request));
    if (status !== 200) {
      throw new Error(`${subject}: ${body}`);
    }
    return itemIn(body);
  }

  private keysOf(table: string): readonly string[] {
    return this.tables.find(({ name }) => name === table)?.keys ?? [];
  }

  /** Returns a time later than any known write, whatever the clock says: a write that replaces another came after it. */
  private nextTime(): number {
    this.lastTime = Math.max(Date.now(), this.lastTime + 1);
    return this.lastTime;
  }
}

/** If two regions write in the same millisecond, the region's name decides, with the same result everywhere. */
function isLater(a: Version, b: Version): boolean {
  return a.time !== b.time ? a.time > b.time : a.region > b.region;
}

function itemIn(body: string): Item {
  const json = jsonIn(body);
  return isItem(json) ? json : {};
}
