/** The longest that setTimeout can wait; more makes it fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Time on this machine's regions. What AWS waits for (intervals, time to live, schedules, replication) passes
 * `speed` times faster; what runs here (functions, connections) takes the time that it takes.
 */
export class Clock {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly startedAt = Date.now();
  private stopped = false;

  /** @param speed - seconds of the regions' time in one real second */
  constructor(readonly speed: number) {}

  /** The regions' time. */
  now(): Date {
    return new Date(this.startedAt + (Date.now() - this.startedAt) * this.speed);
  }

  realMs(seconds: number): number {
    return (seconds * 1000) / this.speed;
  }

  /** Runs once, that many seconds of the regions' time from now. */
  after(seconds: number, run: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const wait = (ms: number) => {
      if (this.stopped) {
        return;
      }
      const now = Math.min(ms, LONGEST_MS);
      const armed = setTimeout(() => {
        this.timers.delete(armed);
        if (ms > now) {
          wait(ms - now);
        } else {
          run();
        }
      }, now);
      this.timers.add(armed);
      timer = armed;
    };
    const cancel = () => {
      if (timer !== undefined) {
        clearTimeout(timer);
        this.timers.delete(timer);
      }
    };
    wait(this.realMs(seconds));
    return cancel;
  }

  /** Runs again and again, for the first time after `first` seconds of the regions' time. */
  every(seconds: number, run: () => void, first = seconds): () => void {
    let cancel = (): void => {};
    const due = Date.now() + this.realMs(first);
    const arm = (at: number) => {
      cancel = this.after(((at - Date.now()) * this.speed) / 1000, () => {
        // From when it was due, not from when it ran: a busy machine makes it late, never slower.
        arm(Math.max(at + this.realMs(seconds), Date.now()));
        run();
      });
    };
    arm(due);
    return () => cancel();
  }

  /** Nothing runs any more. */
  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) {
      clearTimeout(timer);
    }
    this.timers.clear();
  }
}
