import { promises as resolver } from "node:dns";
import type { Answer } from "dns-packet";
import { query } from "../dns";

export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

const TIMEOUT_MS = 3000;

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
  for (const { address, port } of servers) {
    const question = { server: address, port, name, type, client, timeoutMs: TIMEOUT_MS };
    const answers = await query(question).catch(() => undefined);
    if (answers !== undefined) {
      return answers.flatMap((answer) => valuesOf(answer, type));
    }
  }
  throw new Error(`none of ${servers.length} name servers responded for ${name}`);
}

function valuesOf(answer: Answer, type: "A" | "TXT"): readonly string[] {
  if (answer.type === "A" && type === "A") {
    return [answer.data];
  }
  return answer.type === "TXT" && type === "TXT" ? [[answer.data].flat().join("")] : [];
}
