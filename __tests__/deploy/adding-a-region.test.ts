import { addresses, describeDeploy, EVACUATION, localDeployment, plannedChanges, WATCHES } from "./local";

const TWO = { "us-east-1": {}, "eu-west-1": {} };
const THREE = { ...TWO, "ap-southeast-1": {} };

describeDeploy("a third region, added to two that are deployed", () => {
  const local = localDeployment({ regions: TWO });

  beforeAll(() => local().deploy());

  test("does not change serving resources except failover and monitoring", async () => {
    local().configure({ regions: THREE });
    const changes = await plannedChanges(local());
    const made = changes.filter((line) => line.startsWith("create "));
    const others = changes.filter((line) => !line.startsWith("create "));
    expect(made).toContain("create aws_dynamodb_table_replica.ap-southeast-1_table");
    expect(made).toContain("create aws_route53_record.routing_us-east-1_standby_ap-southeast-1_A");
    expect(made.filter((line) => !line.includes("ap-southeast-1"))).toEqual([]);
    expect(others.filter((line) => !WATCHES.test(line) && !EVACUATION.test(line))).toEqual([]);
  });

  test("is deployed, and a second plan is empty", async () => {
    await local().deploy();
    expect(await plannedChanges(local())).toEqual([]);
    const { configured, deployed } = await addresses(local());
    expect(deployed).toEqual(configured);
  });
});
