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

  constructor(private readonly nameServer: { readonly port: number }) {}

  /** An IPv4 address of the name; undefined if it has none. */
  async resolve(name: string, place: Place): Promise<string | undefined> {
    const key = `${place.name} ${name}`;
    const cached = this.valid(key);
    if (cached !== undefined) {
      return cached.address;
    }
    const { port } = this.nameServer;
    const [answer] = await resolve4({ server: "127.0.0.1", port, name, client: subnetOf(place) });
    this.cache.set(key, { address: answer?.data, expires: Date.now() + (answer?.ttl ?? 0) * 1000 });
    return answer?.data;
  }

  /** Returns the cached address of a client in a place. */
  cached(name: string, place: Place): string | undefined {
    return this.valid(`${place.name} ${name}`)?.address;
  }

  forget(): void {
    this.cache.clear();
  }

  private valid(key: string): Cached | undefined {
    const cached = this.cache.get(key);
    return cached !== undefined && cached.expires > Date.now() ? cached : undefined;
  }
}
