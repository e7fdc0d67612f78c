/** The longest delay of setTimeout; longer delays fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

interface Pending {
  /** Milliseconds since 1970 in the regions' time. */
  readonly due: number;
  readonly run: () => void;
  timer?: NodeJS.Timeout;
}

/**
 * The time of the local regions. AWS's waits (intervals, TTLs, schedules, replication) pass `speed` times faster;
 * functions and connections run in real time.
 */
export class Clock {
  private readonly pending = new Set<Pending>();
  /** A moment in both times since the last change of the speed. */
  private since = { here: Date.now(), regions: Date.now() };
  isStopped = false;

  /** @param current - seconds of the regions' time in one real second */
  constructor(private current: number) {}

  get speed(): number {
    return this.current;
  }

  /** Changes the speed, also of waits in progress. */
  set speed(speed: number) {
    this.continueAt(this.time(), speed);
  }

  /** Moves the regions' time forward at once. Waits that are due by then end next. */
  skip(seconds: number): void {
    this.continueAt(this.time() + seconds * 1000, this.current);
  }

  /** The speed in words. */
  get pace(): string {
    return this.current === 1 ? "in real time" : `${this.current} times faster than real time`;
  }

  /** The regions' time. */
  now(): Date {
    return new Date(this.time());
  }

  realMs(seconds: number): number {
    return (seconds * 1000) / this.speed;
  }

  /** Runs once, after this many seconds of the regions' time. */
  after(seconds: number, run: () => void): () => void {
    return this.runAt(this.time() + seconds * 1000, run);
  }

  /** Runs repeatedly, first after `first` seconds of the regions' time. */
  every(seconds: number, run: () => void, first = seconds): () => void {
    let cancel = (): void => {};
    const arm = (due: number) => {
      cancel = this.runAt(due, () => {
        // Counted from the due time, so a busy machine delays runs but does not skip any.
        arm(Math.max(due + seconds * 1000, this.time()));
        run();
      });
    };
    arm(this.time() + first * 1000);
    return () => cancel();
  }

  /** Cancels everything. */
  stop(): void {
    this.isStopped = true;
    for (const { timer } of this.pending) {
      clearTimeout(timer);
    }
    this.pending.clear();
  }

  private continueAt(regions: number, speed: number): void {
    this.since = { here: Date.now(), regions };
    this.current = speed;
    for (const one of this.pending) {
      clearTimeout(one.timer);
      this.arm(one);
    }
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
    if (this.isStopped) {
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
