/** The longest that setTimeout can wait; more makes it fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

interface Pending {
  /** Milliseconds since 1970, of the regions' time. */
  readonly due: number;
  readonly run: () => void;
  timer?: NodeJS.Timeout;
}

/**
 * Time on this machine's regions. What AWS waits for (intervals, time to live, schedules, replication) passes
 * `speed` times faster; what runs here (functions, connections) takes the time that it takes.
 */
export class Clock {
  private readonly pending = new Set<Pending>();
  /** One moment in both times, since which the speed is the same. */
  private since = { here: Date.now(), regions: Date.now() };
  private stopped = false;

  /** @param current - seconds of the regions' time in one real second */
  constructor(private current: number) {}

  get speed(): number {
    return this.current;
  }

  /** Waits go on at the new speed. */
  set speed(speed: number) {
    this.since = { here: Date.now(), regions: this.time() };
    this.current = speed;
    for (const one of this.pending) {
      clearTimeout(one.timer);
      this.arm(one);
    }
  }

  /** The regions' time. */
  now(): Date {
    return new Date(this.time());
  }

  realMs(seconds: number): number {
    return (seconds * 1000) / this.speed;
  }

  /** Runs once, that many seconds of the regions' time from now. */
  after(seconds: number, run: () => void): () => void {
    return this.runAt(this.time() + seconds * 1000, run);
  }

  /** Runs again and again, for the first time after `first` seconds of the regions' time. */
  every(seconds: number, run: () => void, first = seconds): () => void {
    let cancel = (): void => {};
    const arm = (due: number) => {
      cancel = this.runAt(due, () => {
        // From when it was due, not from when it ran: a busy machine makes it late, never slower.
        arm(Math.max(due + seconds * 1000, this.time()));
        run();
      });
    };
    arm(this.time() + first * 1000);
    return () => cancel();
  }

  /** Nothing runs any more. */
  stop(): void {
    this.stopped = true;
    for (const { timer } of this.pending) {
      clearTimeout(timer);
    }
    this.pending.clear();
  }

  private runAt(due: number, run: () => void): () => void {
    const one: Pending = { due, run };
    this.pending.add(one);
    this.arm(one);
    return () => {
      clearTimeout(one.timer);
      this.pending.delete(one);
    };
  }

  private arm(one: Pending): void {
    if (this.stopped) {
      return;
    }
    const ms = this.realMs((one.due - this.time()) / 1000);
    one.timer = setTimeout(
      () => {
        if (ms > LONGEST_MS) {
          this.arm(one);
        } else {
          this.pending.delete(one);
          one.run();
        }
      },
      Math.min(ms, LONGEST_MS),
    );
  }

  /** Milliseconds since 1970. */
  private time(): number {
    return this.since.regions + (Date.now() - this.since.here) * this.speed;
  }
}
