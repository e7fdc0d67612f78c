import { get } from "node:http";
import type { Answered, Internet } from "../../src/deploy/verify/internet";
import { resolve4 } from "../../src/dns";
import { type DataPlanes, dataPlanes } from "../../src/evacuation";
import { placeNear, subnetOf } from "../../src/local/routing/client-places";

/** Where a local run's clients and operators reach it. */
export interface Endpoints {
  readonly url: string;
  readonly dnsPort: number;
  readonly s3: string;
}

/** The internet, with the regions on this machine in place of AWS's. */
export function localInternet(endpoints: () => Pick<Endpoints, "url" | "dnsPort">): Internet {
  return {
    addressIn: async (region) => subnetOf(placeNear(region)),
    resolve: async (_server, name, client) =>
      (await resolve4({ server: "127.0.0.1", port: endpoints().dnsPort, name, client })).map(
        ({ data }) => data,
      ),
    get: (address, host, path) =>
      new Promise((resolve) => {
        const { port } = new URL(endpoints().url);
        get({ host: address, port, path, headers: { Host: host } }, (response) => {
          response.resume();
          const region = response.headers["x-served-by"];
          const answered: Answered = {
            status: response.statusCode ?? 0,
            region: typeof region === "string" ? region : undefined,
          };
          resolve(answered);
        }).once("error", () => resolve(undefined));
      }),
  };
}

/** @param speed - seconds that pass per real second */
export function localPlanes(
  { url, dnsPort, s3 }: Endpoints,
  regions: readonly string[],
  speed: number,
): DataPlanes {
  return dataPlanes({
    places: regions.map((name) => ({ name: `a client in ${name}`, address: subnetOf(placeNear(name)) })),
    nameServers: [{ address: "127.0.0.1", port: dnsPort }],
    speed,
    s3,
    httpPort: Number(new URL(url).port),
  });
}
