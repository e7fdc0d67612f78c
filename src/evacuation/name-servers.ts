import { promises as dns } from "node:dns";
import type { Answer } from "dns-packet";
import { query } from "../dns";

export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

const TIMEOUT_MS = 3000;

/** The system's resolver. It gives up early, because nothing may delay an evacuation. */
export const resolver = new dns.Resolver({ timeout: TIMEOUT_MS, tries: 2 });

/**
 * Returns the authoritative name servers of a name's zone, to bypass resolver caches; none if this machine finds none.
 */
export async function nameServersOf(name: string): Promise<readonly DnsServer[]> {
  const labels = name.split(".");
  const zones = labels.slice(0, -1).map((_, from) => labels.slice(from).join("."));
  const found = await Promise.all(
    zones.map(async (zone) => {
      const servers = await resolver.resolveNs(zone).catch(() => []);
      const addresses = await Promise.all(servers.map((server) => resolver.resolve4(server).catch(() => [])));
      return addresses.flat();
    }),
  );
  const [nearest = []] = found.filter((addresses) => addresses.length > 0);
  return nearest.map((address) => ({ address, port: 53 }));
}

/**
 * Queries all name servers, and returns the first answer. Some of them may be unreachable.
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
  const others = new AbortController();
  const question = { name, type, client, timeoutMs: TIMEOUT_MS, signal: others.signal };
  try {
    const answers = await Promise.any(
      servers.map(({ address, port }) => query({ ...question, server: address, port })),
    );
    return answers.flatMap(valuesOf);
  } catch {
    throw new Error(
      servers.length === 0
        ? "this machine finds no name server of the zone"
        : `none of ${servers.length} name servers responded`,
    );
  } finally {
    others.abort();
  }
}

function valuesOf(answer: Answer): readonly string[] {
  if (answer.type === "A") {
    return [answer.data];
  }
  return answer.type === "TXT" ? [[answer.data].flat().join("")] : [];
}
