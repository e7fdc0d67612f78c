import { resolve4 } from "../../dns";
import type { Place } from "../../route53";
import { TtlCache } from "../ttl-cache";
import { subnetOf } from "./client-places";

/** The resolvers of clients in all places. Each place has its own cache, which respects TTLs. */
export class StubResolver {
  private readonly cache = new TtlCache<{ readonly address: string | undefined }>();

  constructor(private readonly nameServer: { readonly port: number }) {}

  /** An IPv4 address of the name; undefined if it has none. */
  async resolve(name: string, place: Place): Promise<string | undefined> {
    const key = keyOf(name, place);
    const cached = this.cache.get(key);
    if (cached !== undefined) {
      return cached.address;
    }
    const { port } = this.nameServer;
    const [answer] = await resolve4({ server: "127.0.0.1", port, name, client: subnetOf(place) });
    this.cache.set(key, { address: answer?.data }, answer?.ttl ?? 0);
    return answer?.data;
  }

  /** Returns the cached address of a client in a place. */
  cached(name: string, place: Place): string | undefined {
    return this.cache.get(keyOf(name, place))?.address;
  }

  forget(): void {
    this.cache.clear();
  }
}

function keyOf(name: string, place: Place): string {
  return `${place.name} ${name}`;
}
