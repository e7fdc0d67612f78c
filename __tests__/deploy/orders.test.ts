import { addresses, describeDeploy, localDeployment, plannedChanges } from "./local";

describeDeploy("a second service, with the smallest stack", () => {
  const local = localDeployment({}, { app: require.resolve("../orders/main.js") });

  test("is deployed", async () => {
    await local().deploy();
    const { configured, deployed } = await addresses(local());
    expect(deployed).toEqual(configured);
  });

  test("is as synthesized: a second plan is empty", async () => {
    expect(await plannedChanges(local())).toEqual([]);
  });

  test("is destroyed, and leaves nothing", async () => {
    await local().destroy();
    expect(await local().deployed()).toEqual([]);
    expect(await local().standin.leftovers()).toEqual([]);
  });
});
