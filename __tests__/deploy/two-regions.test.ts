import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { unprotected } from "../../src/deploy/local-deployment";
import { addresses, describeDeploy, localDeployment, plannedChanges } from "./local";

const REGIONS = ["us-east-1", "eu-west-1"];
const TableName = "currency-exchange";

describeDeploy("two regions", () => {
  const local = localDeployment({});
  const dynamodb = (region: string) =>
    new DynamoDBClient({
      region,
      endpoint: local().standin.url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });

  test("are deployed", () => local().deploy());

  test("are as the configuration says: a second plan is empty", async () => {
    expect(await plannedChanges(local())).toEqual([]);
  });

  test("are in the state, every address of the synthesized configuration and no other", async () => {
    const { configured, deployed } = await addresses(local());
    expect(deployed).toEqual(configured);
  });

  test.each(REGIONS)("refuse to delete the table in %s while it is protected", async (region) => {
    await expect(dynamodb(region).send(new DeleteTableCommand({ TableName }))).rejects.toThrow(
      /DeletionProtectionEnabled/,
    );
  });

  test("refuse to delete a protected replica from the home region too", async () => {
    const command = new UpdateTableCommand({
      TableName,
      ReplicaUpdates: [{ Delete: { RegionName: "eu-west-1" } }],
    });
    await expect(dynamodb("us-east-1").send(command)).rejects.toThrow(/DeletionProtectionEnabled/);
  });

  test("are destroyed, once unprotected, and leave nothing behind", async () => {
    local().configure(unprotected({}));
    await local().deploy();
    await local().destroy();
    expect(await local().deployed()).toEqual([]);
    expect(await local().standin.leftovers()).toEqual([]);
  });
});
