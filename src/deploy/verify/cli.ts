import dns from "node:dns/promises";
import { type DataPlanes, dataPlanes } from "../../evacuation";
import { AwsAccount } from "./account";
import { verifyAws } from "./command";

// The AWS SDK's warning about its versions of 2027 is irrelevant for this run.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
verifyAws({ account: new AwsAccount(), planes: planesOf });

/** Returns the data planes of AWS, with a client in each of the given regions. */
async function planesOf(nameServers: readonly string[], regions: readonly string[]): Promise<DataPlanes> {
  const [places, addresses] = await Promise.all([
    Promise.all(
      regions.map(async (region) => ({ name: `a client in ${region}`, address: await addressIn(region) })),
    ),
    Promise.all(nameServers.map((server) => dns.resolve4(server))),
  ]);
  return dataPlanes({ places, nameServers: addresses.flat().map((address) => ({ address, port: 53 })) });
}

/** Returns an address in a region: every region has a DynamoDB endpoint, whose addresses are in the region. */
async function addressIn(region: string): Promise<string> {
  const [address] = await dns.resolve4(`dynamodb.${region}.amazonaws.com`);
  if (address === undefined) {
    throw new Error(`dynamodb.${region}.amazonaws.com has no address`);
  }
  return address;
}
