import { readFileSync } from "node:fs";
import * as z from "zod";
import { AwsAccount } from "../../src/deploy/verify/account";
import { verifyAws } from "../../src/deploy/verify/command";
import { localPlanes } from "../verify/local-world";

/** The file in LOCAL_REGIONS, which states where the regions on this machine are. */
const schema = z.object({ url: z.string(), dnsPort: z.number() });
const endpoints = () => schema.parse(JSON.parse(readFileSync(process.env["LOCAL_REGIONS"] ?? "", "utf8")));

// `npm run verify:aws`, with these regions as the internet.
verifyAws({
  account: new AwsAccount(),
  planes: async (stack) =>
    localPlanes({ ...endpoints(), s3: process.env["AWS_ENDPOINT_URL"] ?? "" }, stack, 1),
});
