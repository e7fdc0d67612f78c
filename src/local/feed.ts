import type { ServerResponse } from "node:http";
import type { Coordinates } from "../aws";
import { PLACES } from "../route53";
import { type CommandForm, commandForms } from "./command-line";
import type { LocalEvent } from "./events";
import type { History } from "./history";
import { type Incident, Incidents } from "./incidents";
import type { LocalRegions } from "./local-regions";
import { overview } from "./overview";
import { Recent } from "./recent";

const UPDATE_MS = 250;
/** The buffer limit of a page. A slower page is disconnected, reconnects, and gets the current state. */
const MOST_BUFFERED = 4 * 1024 * 1024;

/** The events at which an incident may begin, change or end. */
const OBSERVED: readonly LocalEvent["type"][] = ["health", "marker", "control", "failover"];

/** The frequently changing state. */
export interface Update extends History {
  readonly state: ReturnType<typeof overview>;
  /** Seconds since 1970, of the regions' time. */
  readonly now: number;
  /** The region that serves clients in each city; null if none does. */
  readonly answers: Readonly<Record<string, string | null>>;
  readonly incidents: readonly Incident[];
}

/** The initial state of a page, followed by `Update`s. */
export interface Snapshot extends Update {
  readonly boundSeconds: number;
  readonly places: readonly (Coordinates & { readonly name: string })[];
  readonly commands: readonly CommandForm[];
}

/** Streams events to the open pages as server-sent events. */
export class Feed {
  private readonly recent: Recent;
  private readonly incidents: Incidents;
  private readonly pages = new Set<ServerResponse>();
  private readonly stops: (() => void)[] = [];

  constructor(private readonly regions: LocalRegions) {
    this.recent = new Recent(regions.regions);
    this.incidents = new Incidents(regions);
  }

  start(): void {
    this.stops.push(this.regions.events.on((event) => this.take(event)));
    this.every(1000, () => this.endSecond());
    this.every(UPDATE_MS, () => this.update());
  }

  stop(): void {
    for (const stop of this.stops) {
      stop();
    }
    for (const page of this.pages) {
      page.end();
    }
  }

  /** Sends the current state to a page, then updates. */
  attach(page: ServerResponse): void {
    const snapshot: Snapshot = {
      ...this.current(),
      ...this.recent.history,
      boundSeconds: this.regions.failoverSeconds,
      places: PLACES.map(({ name, latitude, longitude }) => ({ name, latitude, longitude })),
      commands: commandForms(this.regions),
    };
    send(page, "snapshot", snapshot);
    this.pages.add(page);
    page.once("close", () => this.pages.delete(page));
  }

  private every(milliseconds: number, run: () => void): void {
    const timer = setInterval(run, milliseconds);
    this.stops.push(() => clearInterval(timer));
  }

  private take(event: LocalEvent): void {
    this.recent.take(event, Date.now());
    if (OBSERVED.includes(event.type)) {
      this.observe();
    }
  }

  private observe(): void {
    const { regions } = this;
    this.incidents.observe(regions.state(), regions.answers(), regions.clock.now().getTime() / 1000);
  }

  private endSecond(): void {
    const healthy = new Map(this.regions.state().map((state) => [state.region, state.healthy]));
    this.recent.endSecond(Math.floor(Date.now() / 1000), (region) => ({
      healthy: healthy.get(region),
      lagSeconds: this.regions.tables.lagSeconds(region),
    }));
  }

  private update(): void {
    this.observe();
    const fresh = this.recent.fresh();
    if (this.pages.size > 0) {
      const update = { ...this.current(), ...fresh };
      for (const page of this.pages) {
        send(page, "update", update);
      }
    }
  }

  private current() {
    return {
      state: overview(this.regions),
      now: this.regions.clock.now().getTime() / 1000,
      answers: Object.fromEntries([...this.regions.answers()].map(([city, by]) => [city, by ?? null])),
      incidents: this.incidents.list,
    };
  }
}

function send(page: ServerResponse, event: "snapshot" | "update", data: Snapshot | Update): void {
  if (page.writableLength > MOST_BUFFERED) {
    page.destroy();
    return;
  }
  page.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
