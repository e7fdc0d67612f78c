import { createSocket } from "node:dgram";
import { resolve4 } from "node:dns/promises";
import { request } from "node:https";
import * as dns from "dns-packet";

const TIMEOUT_MILLISECONDS = 6_000;

/** EDNS option 8: the network of the resolver's client (RFC 7871), which Route 53 honors. */
const CLIENT_SUBNET = 8;

/** A response, and the region that answered. */
export interface Answered {
  readonly status: number;
  /** The header `X-Served-By`; undefined if no function of the API answered. */
  readonly region: string | undefined;
}

/** The internet as the API's clients see it. */
export interface Internet {
  /** An IPv4 address in an AWS region: what a client there has. */
  addressIn(region: string): Promise<string>;
  /** Asks an authoritative name server for a name's IPv4 addresses, for a client with this address. */
  resolve(nameServer: string, name: string, client: string): Promise<readonly string[]>;
  /** Requests a path of a host at one of its addresses. Undefined if there is no answer. */
  get(address: string, host: string, path: string): Promise<Answered | undefined>;
}

/** The real internet. */
export const INTERNET: Internet = {
  async addressIn(region) {
    // Every region has a DynamoDB endpoint, whose addresses are in the region.
    const [address] = await resolve4(`dynamodb.${region}.amazonaws.com`);
    if (address === undefined) {
      throw new Error(`dynamodb.${region}.amazonaws.com has no address`);
    }
    return address;
  },

  async resolve(nameServer, name, client) {
    const [server = nameServer] = await resolve4(nameServer);
    return resolveAt(server, 53, name, client);
  },

  get(address, host, path) {
    return new Promise((resolve) => {
      const sent = request(
        { host: address, servername: host, path, headers: { Host: host }, timeout: TIMEOUT_MILLISECONDS },
        (response) => {
          response.resume();
          const region = response.headers["x-served-by"];
          resolve({
            status: response.statusCode ?? 0,
            region: typeof region === "string" ? region : undefined,
          });
        },
      );
      sent.once("timeout", () => sent.destroy());
      sent.once("error", () => resolve(undefined));
      sent.end();
    });
  },
};

/** Asks a name server at an address and port. */
export function resolveAt(
  server: string,
  port: number,
  name: string,
  client: string,
): Promise<readonly string[]> {
  const id = Math.floor(Math.random() * 65_536);
  const socket = createSocket("udp4");
  return new Promise<readonly string[]>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${server} did not answer for ${name}`)),
      TIMEOUT_MILLISECONDS,
    );
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    socket.on("message", (message) => {
      const reply = dns.decode(message);
      if (reply.id === id) {
        resolve((reply.answers ?? []).flatMap((answer) => (answer.type === "A" ? [answer.data] : [])));
      }
    });
    const query = dns.encode({
      type: "query",
      id,
      questions: [{ type: "A", name }],
      additionals: [
        {
          type: "OPT",
          name: ".",
          udpPayloadSize: 1232,
          extendedRcode: 0,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options: [
            { code: CLIENT_SUBNET, family: 1, ip: client, sourcePrefixLength: 24, scopePrefixLength: 0 },
          ],
        },
      ],
    });
    socket.send(query, port, server);
  }).finally(() => socket.close());
}
