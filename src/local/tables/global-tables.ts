import type { Clock } from "../clock";
import type { Events } from "../events";
import type { TableModel } from "../stack/tables";
import { type Change, Replica } from "./replica";
import type { Item } from "./writes";

/** The replication lag. AWS documents "usually within a second". */
const LAG_SECONDS = 0.5;

interface Link {
  cut: boolean;
  /** Changes in transit, oldest first, and whether their delay has passed. */
  readonly queue: { readonly change: Change; arrived: boolean }[];
  delivering: boolean;
}

/**
 * The tables of all regions and the replication between them. A region's writes arrive in the others after a lag; a cut
 * or failed region gets them once it is healed.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class GlobalTables {
  private readonly replicas: ReadonlyMap<string, Replica>;
  private readonly links = new Map<string, Link>();
  private stopped = false;

  constructor(
    regions: readonly string[],
    private readonly tables: readonly TableModel[],
    private readonly clock: Clock,
    private readonly events: Events,
  ) {
    this.replicas = new Map(
      regions.map((region) => [
        region,
        new Replica(
          region,
          tables.filter((table) => table.regions.includes(region)),
          (change) => this.publish(region, change),
        ),
      ]),
    );
    for (const from of regions) {
      for (const to of regions.filter((region) => region !== from)) {
        this.links.set(linkId(from, to), { cut: false, queue: [], delivering: false });
      }
    }
  }

  async start(): Promise<void> {
    await Promise.all([...this.replicas.values()].map((replica) => replica.start()));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.replicas.values()].map((replica) => replica.stop()));
  }

  in(region: string): Replica {
    const replica = this.replicas.get(region);
    if (replica === undefined) {
      throw new Error(`there is no region ${region}`);
    }
    return replica;
  }

  /** Stops the replication between two regions, both ways. */
  cut(a: string, b: string): void {
    for (const link of this.between(a, b)) {
      link.cut = true;
    }
  }

  isCut(a: string, b: string): boolean {
    return this.between(a, b).some((link) => link.cut);
  }

  /** Resumes the replication between two regions, including pending changes. */
  mend(a: string, b: string): void {
    for (const link of this.between(a, b)) {
      link.cut = false;
    }
    this.deliverAll();
  }

  fail(region: string): void {
    this.in(region).isFailed = true;
  }

  heal(region: string): void {
    this.in(region).isFailed = false;
    this.deliverAll();
  }

  /** Returns the age of the oldest change that is not yet replicated to a region, in seconds of the regions' time. */
  lagSeconds(to: string): number {
    const waiting = [...this.replicas.keys()].flatMap(
      (from) => this.links.get(linkId(from, to))?.queue[0] ?? [],
    );
    const oldest = Math.min(...waiting.map(({ change }) => change.version.time));
    return waiting.length === 0 ? 0 : (Math.max(0, Date.now() - oldest) / 1000) * this.clock.speed;
  }

  /** Returns every item of a region's tables, by table. */
  async contents(region: string): Promise<Record<string, Item[]>> {
    const own = this.tables.filter((table) => table.regions.includes(region));
    return Object.fromEntries(
      await Promise.all(
        own.map(async ({ name }): Promise<[string, Item[]]> => [name, await this.in(region).items(name)]),
      ),
    );
  }

  private between(a: string, b: string): Link[] {
    return [linkId(a, b), linkId(b, a)].flatMap((id) => this.links.get(id) ?? []);
  }

  private publish(from: string, change: Change): void {
    const table = this.tables.find(({ name }) => name === change.table);
    for (const to of table?.regions.filter((region) => region !== from) ?? []) {
      const sent = { change, arrived: false };
      this.links.get(linkId(from, to))?.queue.push(sent);
      this.clock.after(LAG_SECONDS, () => {
        sent.arrived = true;
        void this.deliver(from, to);
      });
    }
  }

  private deliverAll(): void {
    for (const from of this.replicas.keys()) {
      for (const to of this.replicas.keys()) {
        void this.deliver(from, to);
      }
    }
  }

  /** Delivers the changes that have arrived, in order. */
  private async deliver(from: string, to: string): Promise<void> {
    const link = this.links.get(linkId(from, to));
    if (link === undefined || link.delivering) {
      return;
    }
    link.delivering = true;
    let changes = 0;
    try {
      for (let next = this.due(from, to, link); next !== undefined; next = this.due(from, to, link)) {
        await this.in(to).apply(next);
        link.queue.shift();
        changes += 1;
      }
    } catch (error) {
      // While the run stops, the table may already be closed.
      if (!this.stopped) {
        throw error;
      }
    } finally {
      link.delivering = false;
    }
    if (changes > 0) {
      this.events.emit({ type: "replication", from, to, changes });
    }
  }

  private due(from: string, to: string, link: Link): Change | undefined {
    const [next] = link.queue;
    const open = !this.stopped && !link.cut && !this.in(from).isFailed && !this.in(to).isFailed;
    return open && next?.arrived ? next.change : undefined;
  }
}

function linkId(from: string, to: string): string {
  return `${from} ${to}`;
}
