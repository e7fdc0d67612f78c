import { setTimeout as sleep } from "node:timers/promises";
import { demoPath, type Users } from "../demo-users";
import type { LocalRegions } from "../local-regions";
import { type Sample, sampleOf } from "../steady-load";

/** The regions' time between the requests of a client. 20 requests per minute are enough to compare versions. */
const STEP_SECONDS = 6;
/** The requests of a client per step: one for each process that a function has on a small machine. */
const REQUESTS_PER_STEP = 2;

/** The pace without a speed: in real time, a rollout of five versions would take more than an hour. */
const DEFAULT_PACE = 60;

/** A response to the client of a region. */
export interface ClientSample extends Sample {
  /** The region that serves the client. */
  readonly home: string;
}

/**
 * One client per region. The clients advance the regions' time, one step at a time, once all responses have arrived and
 * no scheduled function is running. A busy machine therefore makes a rollout take longer here, but not in the regions'
 * time, and requests wait only for their own region.
 */
export class Clients {
  readonly samples: ClientSample[] = [];
  /** The maximum speed of the regions' time, as a multiple of real time. */
  readonly pace: number;
  private readonly speed: number;
  private readonly ended: Promise<void>;
  private stopped = false;

  constructor(
    private readonly regions: LocalRegions,
    private readonly users: readonly Users[],
  ) {
    this.speed = regions.clock.speed;
    this.pace = this.speed === 1 ? DEFAULT_PACE : this.speed;
    regions.setSpeed(1);
    this.ended = this.send();
  }

  /** Waits in the regions' time. */
  wait(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.regions.clock.after(seconds, resolve);
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended;
    this.regions.setSpeed(this.speed);
  }

  private async send(): Promise<void> {
    const { regions, users } = this;
    const path = demoPath(regions);
    const sending = users.flatMap((one) => Array.from({ length: REQUESTS_PER_STEP }, () => one));
    while (!this.stopped) {
      const pause = sleep((1000 * STEP_SECONDS) / this.pace);
      await Promise.all(
        sending.map(async ({ place, region: home }) => {
          const sample = await sampleOf(regions.urlOf(path, place.name));
          this.samples.push({ ...sample, home });
        }),
      );
      await regions.schedules.settled();
      await pause;
      regions.clock.skip(STEP_SECONDS);
    }
  }
}
