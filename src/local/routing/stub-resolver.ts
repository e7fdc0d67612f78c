import { createSocket } from "node:dgram";
import * as dns from "dns-packet";
import type { Place } from "../../route53";
import { subnetOf } from "./client-places";
import { clientSubnet, optRecord } from "./edns";

const TIMEOUT_MS = 2000;

interface Cached {
  readonly address: string | undefined;
  readonly expires: number;
}

/** The resolvers of clients everywhere: each place asks for itself, and keeps an answer as long as it may. */
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
    const reply = await this.ask(name, place);
    const answer = reply.answers?.find((record) => record.type === "A");
    const address = answer?.type === "A" ? answer.data : undefined;
    const seconds = answer !== undefined && "ttl" in answer ? (answer.ttl ?? 0) : 0;
    this.cache.set(key, { address, expires: Date.now() + seconds * 1000 });
    return address;
  }

  private ask(name: string, place: Place): Promise<dns.DecodedPacket> {
    const id = Math.floor(Math.random() * 65_536);
    const socket = createSocket("udp4");
    return new Promise<dns.DecodedPacket>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the name server did not answer")), TIMEOUT_MS);
      socket.once("close", () => clearTimeout(timer));
      socket.once("error", reject);
      socket.on("message", (message) => {
        const reply = dns.decode(message);
        if (reply.id === id) {
          resolve(reply);
        }
      });
      const query = dns.encode({
        type: "query",
        id,
        flags: dns.RECURSION_DESIRED,
        questions: [{ type: "A", name }],
        additionals: [optRecord([clientSubnet(subnetOf(place), 24)])],
      });
      socket.send(query, this.port, "127.0.0.1");
    }).finally(() => socket.close());
  }
}
