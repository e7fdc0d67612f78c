import type { Clock } from "../clock";
import type { GatewayAnswer } from "./message";

/** The largest response that API Gateway caches. */
const MOST_BYTES = 1_048_576;

/**
 * A stage's response cache. An expired response is dropped when it is requested again.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export class StageCache {
  private readonly entries = new Map<string, { readonly answer: GatewayAnswer; readonly expires: Date }>();

  constructor(private readonly clock: Clock) {}

  get(key: string): GatewayAnswer | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) {
      return undefined;
    }
    if (entry.expires <= this.clock.now()) {
      this.entries.delete(key);
      return undefined;
    }
    return entry.answer;
  }

  put(key: string, answer: GatewayAnswer, seconds: number): void {
    if (answer.body.length <= MOST_BYTES) {
      this.entries.set(key, { answer, expires: new Date(this.clock.now().getTime() + seconds * 1000) });
    }
  }
}
