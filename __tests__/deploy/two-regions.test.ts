import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { run } from "../../src/deploy/child-process";
import { unprotected } from "../../src/deploy/deployment";
import { TERRAFORM } from "../../src/deploy/tools";
import { AwsAccount } from "../../src/deploy/verify/account";
import { routesOf } from "../../src/route53";
import type { Terraform } from "../../src/terraform";
import { addresses, describeDeploy, localDeployment, plannedChanges } from "./local";
import { RegionOutage } from "./region-outage";

const REGIONS = ["us-east-1", "eu-west-1"];
const TableName = "currency-exchange";

/** What a deployment without a region is watched for. */
const WATCHED = { rollout: { bakeMinutes: 1 } };

/** At least one change of each kind of effect. */
const CHANGED = {
  // In place.
  functions: { api: { memoryMb: 2048 }, ingest: { timeoutSeconds: 120 } },
  logRetentionDays: 60,
  objectives: { availabilityPercent: 99.5, latencyMilliseconds: 300 },
  rates: { maxJumpPercent: 10, schedule: "rate(2 hours)" },
  throttling: { requestsPerSecond: 50 },
  tracing: { samplePercent: 10 },
  // Replaced.
  healthCheck: { intervalSeconds: 10 },
  // Added, and removed again.
  alarmEmails: ["oncall@example.com"],
  canary: { enabled: true },
  clientNetworks: ["0.0.0.0/0", "::/0"],
  clients: { names: ["acme"], requestsPerDay: 1000 },
  corsOrigins: ["https://www.example.com"],
  regions: { "us-east-1": { stageCache: { sizeGb: "0.5" } }, "eu-west-1": {} },
  tags: { team: "rates" },
};

/** What a plan destroys without a replacement, and what it replaces in the order that leaves a gap. */
const destroyed = (changes: readonly string[]) => changes.filter((line) => /^delete(-create)? /.test(line));

describeDeploy("two regions", () => {
  const local = localDeployment(WATCHED);
  const dynamodb = (region: string, endpoint = local().standin.url) =>
    new DynamoDBClient({
      region,
      endpoint,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });

  /** Runs the CDKTF command line, as a user would. */
  async function cdktf(command: string) {
    const { folder, environment } = local();
    const { exitCode, stdout, stderr } = await run(
      process.execPath,
      [
        ...[require.resolve("cdktf-cli/bundle/bin/cdktf.js"), command, "--auto-approve"],
        ...["--skip-provider-lock", "--terraform-parallelism", "40"],
      ],
      { folder, environment, signal: new AbortController().signal },
    );
    return exitCode === 0 ? "done" : `${stdout}${stderr}`;
  }

  /** Runs a step of the pipeline while a region is down. */
  function step({ url }: RegionOutage, name: string, ...args: readonly string[]) {
    const { folder, environment } = local();
    const file = join(__dirname, "..", "..", "src", "pipeline", `${name}.ts`);
    return run(process.execPath, ["--require", require.resolve("tsx/cjs"), file, ...args], {
      folder,
      environment: { ...environment, AWS_ENDPOINT_URL: url, CI: "" },
      signal: new AbortController().signal,
    });
  }

  test("are deployed by the CDKTF command line", async () => {
    expect(await cdktf("deploy")).toBe("done");
  });

  test("match the configuration, so a second plan is empty", async () => {
    expect(await plannedChanges(local())).toEqual([]);
  });

  test("are in the state with exactly the addresses of the synthesized configuration", async () => {
    const { configured, deployed } = await addresses(local());
    expect(deployed).toEqual(configured);
  });

  test("have the same routing in the configuration, the plan and the state", async () => {
    const judged = (document: Terraform) =>
      routesOf(document).routes.map(({ proof }) => ({
        proofs: proof.proofs.map(({ id, verdict }) => [id, verdict]),
        recoveries: proof.recoveries,
        answers: proof.simulation.outcomes.map(({ failed, place, type, sites }) => [
          [...failed],
          place.name,
          type,
          sites,
        ]),
      }));
    const configured = judged(local().stack());
    expect(configured[0]?.proofs.filter(([, verdict]) => verdict !== "holds")).toEqual([]);
    expect(configured[0]?.proofs.length).toBeGreaterThan(8);
    expect(judged(await local().shown("plan"))).toEqual(configured);
    expect(judged(await local().shown())).toEqual(configured);
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

  test("support the AWS calls of verify:aws", async () => {
    const before = process.env;
    process.env = { ...before, ...local().environment };
    try {
      const account = new AwsAccount();
      expect(await account.id()).toMatch(/^\d{12}$/);
      expect(await account.alarms("eu-west-1", "currency-exchange")).toEqual([]);
      const item = { table: TableName, key: { pk: "verify", sk: "verify" } };
      await account.putItem("eu-west-1", item);
      expect(await account.hasItem("eu-west-1", item)).toBe(true);
      await account.deleteItem("eu-west-1", item);
      expect(await account.hasItem("eu-west-1", item)).toBe(false);
      await account.stopFunction("eu-west-1", "currency-exchange-api");
      await account.startFunction("eu-west-1", "currency-exchange-api");
      expect(await plannedChanges(local())).toEqual([]);
    } finally {
      process.env = before;
    }
  });

  test("are imported as in the runbook if the state has lost them", async () => {
    const zone = (await local().shown()).resources.get("aws_route53_zone.zone");
    const ids = {
      "aws_dynamodb_table.us-east-1_table": TableName,
      "aws_dynamodb_table_replica.eu-west-1_table": `${TableName}:us-east-1`,
      "aws_route53_zone.zone": zone?.attributes.knownText("zone_id"),
    };
    const stack = join(local().folder, "cdktf.out", "stacks", TableName);
    const { environment } = local();
    const signal = new AbortController().signal;
    const args = ["state", "rm", ...Object.keys(ids)];
    expect(await run(TERRAFORM, args, { folder: stack, environment, signal })).toMatchObject({ exitCode: 0 });
    const file = join(stack, "import.tf.json");
    writeFileSync(file, JSON.stringify({ import: Object.entries(ids).map(([to, id]) => ({ to, id })) }));
    expect(destroyed(await plannedChanges(local()))).toEqual([]);
    await local().deployPlan();
    rmSync(file);
    expect(await plannedChanges(local())).toEqual([]);
    const { configured, deployed } = await addresses(local());
    expect(deployed).toEqual(configured);
  });

  test.each([
    ["us-east-1", 2048],
    ["eu-west-1", 1536],
  ])(
    "while %s is down, a function changes in the other region, and an ordinary plan then shows what is missing",
    async (down, memoryMb) => {
      local().configure({ ...WATCHED, functions: { api: { memoryMb } } });
      await local().synthesize();
      const outage = await RegionOutage.start(local().standin.url, down);
      try {
        const client = dynamodb(down, outage.url);
        await expect(client.send(new ListTablesCommand())).rejects.toThrow();
        expect(new Set(outage.refused.splice(0))).toEqual(new Set(["dynamodb"]));

        expect(await step(outage, "plan", "--without", down)).toMatchObject({ exitCode: 0 });
        const review = await step(outage, "review");
        expect(review).toMatchObject({ exitCode: 2, stdout: expect.stringMatching(/^## .*without `/) });
        expect(review.stdout).toMatch(
          new RegExp(`leaves \`${down}\` out: its \\d+ resources .*2 changes wait for it`),
        );
        const other = REGIONS.find((region) => region !== down);
        expect(await step(outage, "apply")).toMatchObject({
          exitCode: 0,
          stderr: expect.stringMatching(new RegExp(`${other} +currency-exchange-api .* done\\n`)),
        });
        expect(outage.refused).toEqual([]);
      } finally {
        await outage.end();
      }
      expect(await plannedChanges(local())).toEqual([
        `update aws_lambda_alias.${down}_api_live`,
        `update aws_lambda_function.${down}_api`,
      ]);
      const { configured, deployed } = await addresses(local());
      expect(deployed).toEqual(configured);
      await local().deployPlan();
      expect(await plannedChanges(local())).toEqual([]);
    },
  );

  test("are updated, replaced and extended without a gap, and a second plan is empty", async () => {
    local().configure(CHANGED);
    const changes = await plannedChanges(local());
    expect(changes).toEqual(
      expect.arrayContaining([
        "update aws_lambda_function.us-east-1_api",
        "update aws_xray_sampling_rule.us-east-1_tracing_requests",
        "create-delete aws_route53_health_check.routing_us-east-1",
        "create aws_lambda_function.us-east-1_canary",
        "create aws_sns_topic_subscription.us-east-1_alarm_topic_oncall_example_com",
      ]),
    );
    expect(destroyed(changes)).toEqual([]);
    await local().deployPlan();
    expect(await plannedChanges(local())).toEqual([]);
  });

  test("lose removed resources, and a second plan is empty", async () => {
    local().configure(unprotected({}));
    const gone = destroyed(await plannedChanges(local()));
    expect(gone).toContain("delete aws_lambda_function.us-east-1_canary");
    expect(gone.filter((line) => /dynamodb|route53|api_gateway_(stage|rest_api)/.test(line))).toEqual([]);
    await local().deployPlan();
    expect(await plannedChanges(local())).toEqual([]);
  });

  test("are destroyed once unprotected, and leave nothing behind", async () => {
    expect(await cdktf("destroy")).toBe("done");
    expect(await local().deployed()).toEqual([]);
    expect(await local().standin.leftovers()).toEqual([]);
  });
});
