import { createSocket } from "node:dgram";
import { promises as resolver } from "node:dns";
import * as dns from "dns-packet";

export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

const TIMEOUT_MS = 3000;

/** EDNS option 8: the network of the resolver's client (RFC 7871), which Route 53 honors. */
const CLIENT_SUBNET = 8;

/**
 * Returns the authoritative name servers of a name's zone, to bypass resolver caches.
 *
 * @throws Error if the name is in no zone that this machine can find
 */
export async function nameServersOf(name: string): Promise<readonly DnsServer[]> {
  const labels = name.split(".");
  for (let from = 0; from < labels.length - 1; from += 1) {
    const servers = await resolver.resolveNs(labels.slice(from).join(".")).catch(() => []);
    const addresses = await Promise.all(servers.map((server) => resolver.resolve4(server).catch(() => [])));
    if (addresses.flat().length > 0) {
      return addresses.flat().map((address) => ({ address, port: 53 }));
    }
  }
  throw new Error(`found no name server of ${name}; check that its zone is delegated`);
}

/**
 * Queries name servers in turn until one responds.
 *
 * @param client - an IPv4 address of the client that the answer is for
 * @returns the answer's values; none if there is no record
 * @throws Error if none responds
 */
export async function ask(
  servers: readonly DnsServer[],
  name: string,
  type: "A" | "TXT",
  client?: string,
): Promise<readonly string[]> {
  for (const server of servers) {
    const answer = await askOne(server, name, type, client).catch(() => undefined);
    if (answer !== undefined) {
      return answer;
    }
  }
  throw new Error(`none of ${servers.length} name servers responded for ${name}`);
}

function askOne(
  { address, port }: DnsServer,
  name: string,
  type: "A" | "TXT",
  client: string | undefined,
): Promise<readonly string[]> {
  const id = Math.floor(Math.random() * 65_536);
  const socket = createSocket("udp4");
  return new Promise<readonly string[]>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${address} did not respond`)), TIMEOUT_MS);
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    socket.on("message", (message) => {
      const reply = dns.decode(message);
      if (reply.id === id) {
        resolve((reply.answers ?? []).flatMap((answer) => valuesOf(answer, type)));
      }
    });
    const options: dns.PacketOpt[] =
      client === undefined
        ? []
        : [{ code: CLIENT_SUBNET, family: 1, ip: client, sourcePrefixLength: 24, scopePrefixLength: 0 }];
    const query = dns.encode({
      type: "query",
      id,
      questions: [{ type, name }],
      additionals: [
        {
          type: "OPT",
          name: ".",
          udpPayloadSize: 1232,
          extendedRcode: 0,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options,
        },
      ],
    });
    socket.send(query, port, address);
  }).finally(() => socket.close());
}

function valuesOf(answer: dns.Answer, type: "A" | "TXT"): readonly string[] {
  if (answer.type === "A" && type === "A") {
    return [answer.data];
  }
  return answer.type === "TXT" && type === "TXT" ? [[answer.data].flat().join("")] : [];
}
