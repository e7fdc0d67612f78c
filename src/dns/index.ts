import { createSocket } from "node:dgram";
import type { Answer, PacketOpt, StringAnswer } from "dns-packet";
import * as dns from "dns-packet";

const TIMEOUT_MILLISECONDS = 6_000;

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
  /** An IPv4 address in the client's network. Route 53's answer applies to its /24. */
  readonly client: string;
}

/**
 * Queries a name server for a name's IPv4 addresses, for a client in a network.
 *
 * @throws Error if no reply arrives in time
 */
export function resolve4(question: Question): Promise<StringAnswer[]> {
  const { server, port, name, client } = question;
  const id = Math.floor(Math.random() * 65_536);
  const socket = createSocket("udp4");
  return new Promise<StringAnswer[]>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${server} did not respond for ${name}`)),
      TIMEOUT_MILLISECONDS,
    );
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    socket.on("message", (message) => {
      const reply = dns.decode(message);
      if (reply.id === id) {
        resolve((reply.answers ?? []).flatMap((answer) => (answer.type === "A" ? [answer] : [])));
      }
    });
    const query = dns.encode({
      type: "query",
      id,
      questions: [{ type: "A", name }],
      additionals: [optRecord([clientSubnet(client, 24)])],
    });
    socket.send(query, port, server);
  }).finally(() => socket.close());
}
