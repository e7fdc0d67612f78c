import { type DataPlanes, dataPlanes, type EvacuableStack } from "../../src/evacuation";
import { placeNear, subnetOf } from "../../src/local/routing/client-places";

/** Where a local run's clients and operators reach it. */
export interface Endpoints {
  readonly url: string;
  readonly dnsPort: number;
  readonly s3: string;
}

/**
 * The world of clients and operators, with the regions on this machine in place of AWS's.
 *
 * @param speed - seconds that pass per real second
 */
export function localPlanes(
  { url, dnsPort, s3 }: Endpoints,
  { regions }: EvacuableStack,
  speed: number,
): DataPlanes {
  return dataPlanes({
    places: regions.map(({ region }) => ({
      name: `a client in ${region}`,
      address: subnetOf(placeNear(region)),
    })),
    nameServers: [{ address: "127.0.0.1", port: dnsPort }],
    speed,
    s3,
    httpPort: Number(new URL(url).port),
  });
}
