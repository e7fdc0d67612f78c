import { resolve4 } from "../../dns";
import type { Place } from "../../route53";
import { subnetOf } from "./client-places";

interface Cached {
  readonly address: string | undefined;
  readonly expires: number;
}

/** The resolvers of clients in all places. Each place has its own cache, which respects TTLs. */
export class StubResolver {
  private readonly cache = new Map<string, Cached>();

  /** @param port - of the name server on 127.0.0.1 */
  constructor(private readonly port: number) {}

  /** An IPv4 address of the name; undefined if it has none. */
  async resolve(name: string, place: Place): Promise<string | undefined> {
    const key = `${place.name} ${name}`;
    const cached = this.cache.get(key);
    if (cached !== undefined && cached.expires > Date.now()) {
      return cached.address;
    }
    const question = { server: "127.0.0.1", port: this.port, name, client: subnetOf(place) };
    const [answer] = await resolve4(question);
    this.cache.set(key, { address: answer?.data, expires: Date.now() + (answer?.ttl ?? 0) * 1000 });
    return answer?.data;
  }

  /** Returns the cached address of a client in a place. */
  cached(name: string, place: Place): string | undefined {
    const cached = this.cache.get(`${place.name} ${name}`);
    return cached !== undefined && cached.expires > Date.now() ? cached.address : undefined;
  }

  forget(): void {
    this.cache.clear();
  }
}
