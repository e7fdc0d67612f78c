import dns from "node:dns/promises";
import { request } from "node:https";
import { resolve4 } from "../../dns";
import { type DataPlanes, dataPlanes } from "../../evacuation";

const TIMEOUT_MILLISECONDS = 6_000;

/** A response, and the region that answered. */
export interface Answered {
  readonly status: number;
  /** The header `X-Served-By`; undefined if no function of the API answered. */
  readonly region: string | undefined;
}

/** The internet as the API's clients see it. */
export interface Internet {
  /** Returns an IPv4 address in an AWS region, as the address of a client there. */
  addressIn(region: string): Promise<string>;
  /** Queries an authoritative name server for a name's IPv4 addresses, for a client with the given address. */
  resolve(nameServer: string, name: string, client: string): Promise<readonly string[]>;
  /** Requests a path of a host at one of its addresses. Returns undefined if there is no response. */
  get(address: string, host: string, path: string): Promise<Answered | undefined>;
}

/** The real internet. */
export const INTERNET: Internet = {
  async addressIn(region) {
    // Every region has a DynamoDB endpoint, whose addresses are in the region.
    const [address] = await dns.resolve4(`dynamodb.${region}.amazonaws.com`);
    if (address === undefined) {
      throw new Error(`dynamodb.${region}.amazonaws.com has no address`);
    }
    return address;
  },

  async resolve(nameServer, name, client) {
    const [server = nameServer] = await dns.resolve4(nameServer);
    return (await resolve4({ server, port: 53, name, client })).map(({ data }) => data);
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

/** Returns the data planes of an evacuation, with a client in each of the given regions. */
export async function planesOf(
  nameServers: readonly string[],
  regions: readonly string[],
): Promise<DataPlanes> {
  const [places, addresses] = await Promise.all([
    Promise.all(
      regions.map(async (region) => ({
        name: `a client in ${region}`,
        address: await INTERNET.addressIn(region),
      })),
    ),
    Promise.all(nameServers.map((server) => dns.resolve4(server))),
  ]);
  return dataPlanes({ places, nameServers: addresses.flat().map((address) => ({ address, port: 53 })) });
}
