import { APIGatewayClient, GetAccountCommand } from "@aws-sdk/client-api-gateway";
import { unprotected } from "../../src/deploy/deployment";
import { addresses, describeDeploy, localDeployment, plannedChanges } from "./local";

const SHARED = {
  hostedZone: { id: "Z0123456789ABC", name: "example.com" },
  regions: { "us-east-1": {} },
  encryption: "customer-keys",
  clients: { names: ["acme"] },
};
const RATES = { ...SHARED, name: "rates", domainName: "rates.example.com" };
const STAGING = { ...SHARED, name: "rates-staging", domainName: "staging.example.com" };

describeDeploy("two deployments in one account", () => {
  const rates = localDeployment(RATES);
  const staging = localDeployment(STAGING, { beside: rates });

  test("are deployed side by side without changing each other", async () => {
    await Promise.all([rates().deploy(), staging().deploy()]);
    expect(await plannedChanges(rates())).toEqual([]);
    expect(await plannedChanges(staging())).toEqual([]);
  });

  test("keep everything that they need when the other one is destroyed", async () => {
    staging().configure(unprotected(STAGING));
    await staging().deploy();
    await staging().destroy();
    expect(await staging().deployed()).toEqual([]);
    const { configured, deployed } = await addresses(rates());
    expect(deployed).toEqual(configured);
    expect(await plannedChanges(rates())).toEqual([]);
    const account = new APIGatewayClient({
      region: "us-east-1",
      endpoint: rates().standin.url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { cloudwatchRoleArn } = await account.send(new GetAccountCommand());
    expect(cloudwatchRoleArn).toMatch(/role\/api-gateway-logs$/);
  });
});
