import { Agent, get } from "node:http";

const TICK_MS = 50;
/** The maximum pending requests, so that a hanging region does not fill the memory. */
const MOST_PENDING = 500;

/** Sends requests at a steady rate, regardless of earlier ones. */
export class Load {
  private readonly agent = new Agent({ keepAlive: true });
  private timer: NodeJS.Timeout | undefined;
  private rate = 0;
  private due = 0;
  private pending = 0;
  private count = 0;

  /** @param urlOf - returns the URL of the n-th request */
  constructor(private readonly urlOf: (n: number) => string) {}

  get requestsPerSecond(): number {
    return this.rate;
  }

  set requestsPerSecond(rate: number) {
    this.rate = rate;
    clearInterval(this.timer);
    if (rate > 0) {
      this.timer = setInterval(() => this.tick(), TICK_MS);
    }
  }

  stop(): void {
    this.requestsPerSecond = 0;
    this.agent.destroy();
  }

  private tick(): void {
    this.due += (this.rate * TICK_MS) / 1000;
    for (; this.due >= 1; this.due -= 1) {
      if (this.pending < MOST_PENDING) {
        this.send();
      }
    }
  }

  private send(): void {
    this.pending += 1;
    this.count += 1;
    const request = get(this.urlOf(this.count), { agent: this.agent }, (response) =>
      response.on("error", () => {}).resume(),
    );
    request.on("error", () => {});
    request.once("close", () => {
      this.pending -= 1;
    });
  }
}
