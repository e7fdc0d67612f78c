import type { Clock } from "../clock";
import type { Events } from "../events";
import type { TableModel } from "../stack/tables";
import { type Change, Replica } from "./replica";
import type { Item } from "./writes";

/** The replication lag. AWS documents "usually within a second". */
const LAG_SECONDS = 0.5;

/** The replication of one region's writes to another region. */
interface Link {
  readonly from: string;
  readonly to: string;
  /** Changes in transit, oldest first, and whether their delay has passed. */
  readonly queue: { readonly change: Change; arrived: boolean }[];
  cut: boolean;
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
  private readonly links: readonly Link[];
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
        new Replica(region, this.tablesIn(region), (change) => this.publish(region, change)),
      ]),
    );
    this.links = regions.flatMap((from) =>
      regions
        .filter((to) => to !== from)
        .map((to) => ({ from, to, queue: [], cut: false, delivering: false })),
    );
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
    this.setCut(a, b, true);
  }

  /** The pairs of regions whose replication is cut. */
  get cuts(): (readonly [string, string])[] {
    return this.links.filter(({ from, to, cut }) => cut && from < to).map(({ from, to }) => [from, to]);
  }

  /** Resumes the replication between two regions, including pending changes. */
  mend(a: string, b: string): void {
    this.setCut(a, b, false);
    this.deliverAll();
  }

  fail(region: string): void {
    this.in(region).isFailed = true;
  }

  heal(region: string): void {
    this.in(region).isFailed = false;
    this.deliverAll();
  }

  isFailed(region: string): boolean {
    return this.in(region).isFailed;
  }

  /** Returns the age of the oldest change that is not yet replicated to a region, in seconds of the regions' time. */
  lagSeconds(region: string): number {
    const times = this.links.flatMap(({ to, queue: [oldest] }) =>
      to === region && oldest !== undefined ? [oldest.change.version.time] : [],
    );
    return (Math.max(0, Date.now() - Math.min(...times)) / 1000) * this.clock.speed;
  }

  /** Returns every item of a region's tables, by table. */
  async contents(region: string): Promise<Record<string, Item[]>> {
    return Object.fromEntries(
      await Promise.all(
        this.tablesIn(region).map(
          async ({ name }): Promise<[string, Item[]]> => [name, await this.in(region).items(name)],
        ),
      ),
    );
  }

  private tablesIn(region: string): readonly TableModel[] {
    return this.tables.filter((table) => table.regions.includes(region));
  }

  private setCut(a: string, b: string, cut: boolean): void {
    for (const link of this.links) {
      if ((link.from === a && link.to === b) || (link.from === b && link.to === a)) {
        link.cut = cut;
      }
    }
  }

  private publish(region: string, change: Change): void {
    const table = this.tables.find(({ name }) => name === change.table);
    for (const link of this.links.filter(({ from, to }) => from === region && table?.regions.includes(to))) {
      const sent = { change, arrived: false };
      link.queue.push(sent);
      this.clock.after(LAG_SECONDS, () => {
        sent.arrived = true;
        void this.deliver(link);
      });
    }
  }

  private deliverAll(): void {
    for (const link of this.links) {
      void this.deliver(link);
    }
  }

  /** Delivers the changes that have arrived, in order. */
  private async deliver(link: Link): Promise<void> {
    if (link.delivering) {
      return;
    }
    const { from, to } = link;
    link.delivering = true;
    let changes = 0;
    try {
      for (let next = this.due(link); next !== undefined; next = this.due(link)) {
        await this.in(to).apply(next);
        link.queue.shift();
        changes += 1;
      }
    } finally {
      link.delivering = false;
    }
    if (changes > 0) {
      this.events.emit({ type: "replication", from, to, changes });
    }
  }

  private due({ from, to, queue: [next], cut }: Link): Change | undefined {
    const open = !this.stopped && !cut && !this.isFailed(from) && !this.isFailed(to);
    return open && next?.arrived ? next.change : undefined;
  }
}
