import { setTimeout as sleep } from "node:timers/promises";

/** One request and its answer. */
export interface Sample {
  /** By the milliseconds of `performance.now()`, as all times of samples. */
  readonly sentAt: number;
  readonly doneAt: number;
  readonly status: number;
  /** The value of `x-served-by`. */
  readonly region: string | undefined;
  /** API Gateway's id of the request. */
  readonly requestId: string | undefined;
  readonly body: string;
}

/** A client in one place that sends a request every few milliseconds, regardless of earlier ones. */
export class SteadyLoad {
  readonly samples: Sample[] = [];
  private readonly pending = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;

  /** @param url - with the place in it */
  constructor(
    private readonly url: string,
    everyMs: number,
  ) {
    this.timer = setInterval(() => {
      const sent = this.send().finally(() => this.pending.delete(sent));
      this.pending.add(sent);
    }, everyMs);
  }

  /**
   * Waits until a sample is as expected.
   *
   * @returns the sample, or undefined if none was in time
   */
  async until(expected: (sample: Sample) => boolean, timeoutMs: number): Promise<Sample | undefined> {
    const from = performance.now();
    while (performance.now() - from < timeoutMs) {
      const found = this.samples.find((sample) => sample.sentAt >= from && expected(sample));
      if (found !== undefined) {
        return found;
      }
      await sleep(5);
    }
    return undefined;
  }

  /** Stops the load and waits for all responses. */
  async stop(): Promise<readonly Sample[]> {
    clearInterval(this.timer);
    await Promise.all(this.pending);
    return this.samples;
  }

  private async send(): Promise<void> {
    this.samples.push(await sampleOf(this.url));
  }
}

/** Sends a request. */
export async function sampleOf(url: string): Promise<Sample> {
  const sentAt = performance.now();
  try {
    const response = await fetch(url);
    const body = await response.text();
    const region = response.headers.get("x-served-by") ?? undefined;
    const requestId = response.headers.get("x-amzn-requestid") ?? undefined;
    return { sentAt, doneAt: performance.now(), status: response.status, region, requestId, body };
  } catch (error) {
    const none = { region: undefined, requestId: undefined };
    return { sentAt, doneAt: performance.now(), status: 0, ...none, body: String(error) };
  }
}
