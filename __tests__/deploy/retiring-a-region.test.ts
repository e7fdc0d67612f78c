import { addresses, describeDeploy, EVACUATION, localDeployment, plannedChanges, WATCHES } from "./local";

/** Every choice other than the default, and three regions, of which one may leave. */
function configuration(leaving: object) {
  return {
    hostedZone: { id: "Z0123456789ABC", name: "example.com" },
    encryption: "customer-keys",
    functions: { api: { reservedConcurrency: 50 } },
    regions: { "us-east-1": { stageCache: { sizeGb: "0.5" } }, "eu-west-1": {}, ...leaving },
  };
}
const withStatus = (status: string) => configuration({ "eu-central-1": { failover: ["eu-west-1"], status } });

describeDeploy("three regions, of which one leaves", () => {
  const local = localDeployment(withStatus("serving"));

  test("are deployed, and a second plan is empty", async () => {
    await local().deploy();
    expect(await plannedChanges(local())).toEqual([]);
    const { configured, deployed } = await addresses(local());
    expect(deployed).toEqual(configured);
  });

  test("draining removes the region's traffic, its replica's protection, and its failover records", async () => {
    local().configure(withStatus("draining"));
    const changes = await plannedChanges(local());
    expect(changes).toContain("delete aws_route53_record.routing_eu-central-1_latency_A");
    const others = changes.filter((line) => !WATCHES.test(line) && !EVACUATION.test(line));
    expect(others.filter((line) => !/^delete aws_route53_record\..*eu-central-1/.test(line))).toEqual([
      "update aws_dynamodb_table_replica.eu-central-1_table",
      "delete aws_route53_health_check.routing_any-region",
    ]);
    await local().deploy();
  });

  test("retiring destroys the region's resources and does not change other regions' APIs", async () => {
    local().configure(withStatus("retired"));
    const changes = await plannedChanges(local());
    expect(changes).toContain("delete aws_dynamodb_table_replica.eu-central-1_table");
    const others = changes.filter((line) => !/^delete .*eu-central-1/.test(line));
    expect(others.filter((line) => !WATCHES.test(line) && !EVACUATION.test(line))).toEqual([]);
    await local().deploy();
    expect((await local().deployed()).filter((address) => address.includes("eu-central-1"))).toEqual([]);
    expect((await local().standin.leftovers()).filter((line) => line.includes("eu-central-1"))).toEqual([]);
  });

  test("its key can then be deleted without further changes", async () => {
    local().configure(configuration({}));
    expect(await plannedChanges(local())).toEqual([]);
  });
});
