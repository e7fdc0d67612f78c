import { createSocket } from "node:dgram";
import type { Answer, PacketOpt, StringAnswer } from "dns-packet";
import * as dns from "dns-packet";

const TIMEOUT_MS = 6_000;

/** EDNS option 8: the network of the resolver's client (RFC 7871). */
const CLIENT_SUBNET = 8;

export type ClientSubnet = Extract<PacketOpt, { ip: unknown }>;

export function isClientSubnet(option: PacketOpt): option is ClientSubnet {
  return option.code === CLIENT_SUBNET;
}

/** @param scopePrefixLength - in an answer, the prefix of the client's network that it applies to */
export function clientSubnet(ip: string, sourcePrefixLength: number, scopePrefixLength = 0): ClientSubnet {
  return { code: CLIENT_SUBNET, family: 1, ip, sourcePrefixLength, scopePrefixLength };
}

/** Returns the OPT record with EDNS options. */
export function optRecord(options: PacketOpt[]): Answer {
  return {
    type: "OPT",
    name: ".",
    udpPayloadSize: 1232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options,
  };
}

export interface Question {
  /** The address of the name server. */
  readonly server: string;
  readonly port: number;
  readonly name: string;
  readonly type: "A" | "TXT";
  /** An IPv4 address in the client's network. Route 53's answer applies to its /24. @default - no network is sent */
  readonly client?: string | undefined;
  /** @default 6000 */
  readonly timeoutMs?: number;
  /** Ends the query when aborted. */
  readonly signal?: AbortSignal;
}

/** The response codes of a name server that does not know the answer. */
const FAILURES: Readonly<Record<number, string>> = { 2: "SERVFAIL", 4: "NOTIMP", 5: "REFUSED" };
const RESPONSE_CODE = 0xf;

/**
 * Queries a name server over UDP.
 *
 * @throws Error if no reply arrives in time, or the name server does not know the answer
 */
export function query(question: Question): Promise<readonly Answer[]> {
  const { server, port, name, type, client, timeoutMs = TIMEOUT_MS, signal } = question;
  const id = Math.floor(Math.random() * 65_536);
  const socket = createSocket("udp4");
  return new Promise<readonly Answer[]>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${server} did not respond for ${name}`)), timeoutMs);
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    signal?.addEventListener("abort", () => reject(signal.reason));
    socket.on("message", (message) => {
      const reply = decoded(message);
      if (reply?.id !== id) {
        return;
      }
      const failure = FAILURES[(reply.flags ?? 0) & RESPONSE_CODE];
      if (failure === undefined) {
        resolve(reply.answers ?? []);
      } else {
        reject(new Error(`${server} answered ${failure} for ${name}`));
      }
    });
    const packet = dns.encode({
      type: "query",
      id,
      questions: [{ type, name }],
      additionals: [optRecord(client === undefined ? [] : [clientSubnet(client, 24)])],
    });
    socket.send(packet, port, server);
  }).finally(() => socket.close());
}

/** Returns undefined for a packet that is no DNS message, such as a forged one. */
function decoded(message: Buffer): dns.DecodedPacket | undefined {
  try {
    return dns.decode(message);
  } catch {
    return undefined;
  }
}

/**
 * Queries a name server for a name's IPv4 addresses.
 *
 * @throws Error if no reply arrives in time
 */
export async function resolve4(question: Omit<Question, "type">): Promise<StringAnswer[]> {
  const answers = await query({ ...question, type: "A" });
  return answers.flatMap((answer) => (answer.type === "A" ? [answer] : []));
}
