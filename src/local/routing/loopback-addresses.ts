import type { Endpoint } from "../../route53";

/** The first region is 127.0.0.11, the next one 127.0.0.12, …: the whole of 127.0.0.0/8 is this machine. */
const FIRST = 11;

/** The loopback address of each region's gateway, which local DNS answers contain. */
export class LoopbackAddresses {
  constructor(readonly regions: readonly string[]) {}

  of(region: string): string | undefined {
    const index = this.regions.indexOf(region);
    return index < 0 ? undefined : `127.0.0.${FIRST + index}`;
  }

  regionAt(address: string): string | undefined {
    return this.regions.find((region) => this.of(region) === address);
  }

  /** Returns the address of a record's endpoint: its region's gateway, or the address itself. */
  ofEndpoint({ id, region }: Endpoint): string | undefined {
    if (/\baws_api_gateway_domain_name\./.test(id) && region !== undefined) {
      return this.of(region);
    }
    return /^\d+\.\d+\.\d+\.\d+$/.test(id) ? id : undefined;
  }
}
