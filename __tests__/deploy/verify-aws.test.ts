import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ChangeResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { service } from "#service";
import { standinEnvironment } from "../../src/deploy/environment";
import { Standin } from "../../src/deploy/standin";
import { LocalRegions, readStack } from "../../src/local";
import { synthesized } from "../local/support";
import { describeDeploy, scratchFolder } from "./local";
import { ServedAws } from "./served-aws";

jest.setTimeout(40 * 60_000);

const ZONE = { id: "Z0123456789ABC", name: "example.com" };
const COMMAND = ["--require", require.resolve("tsx/cjs"), join(__dirname, "verify-aws-here.ts")];

/** A running command, its output so far, and its exit code. */
interface Command {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly code: Promise<unknown>;
}

describeDeploy("verify:aws", () => {
  const folder = scratchFolder();
  const runs = join(folder, "verify-aws");
  const endpoints = join(folder, "regions.json");
  let standin: Standin;
  let aws: ServedAws;
  /** The resources of others in the account. */
  let foreign: readonly string[];

  beforeAll(async () => {
    standin = await Standin.start({ hostedZone: ZONE, logFile: join(folder, "stand-in.log") });
    aws = await ServedAws.start(standin.url);
    await createForeign();
    foreign = await standin.leftovers();
    writeFileSync(
      join(folder, "cdktf.json"),
      JSON.stringify({ language: "typescript", app: "app", context: { globalApi: {} } }),
    );
  });
  afterAll(async () => {
    await aws.regions?.stop();
    await aws.end();
    await standin.stop();
  });

  const at = (region: string) => ({
    region,
    endpoint: standin.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

  async function createForeign(): Promise<void> {
    const s3 = new S3Client({ ...at("us-east-1"), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "currency-exchange-evacuation" }));
    await s3.send(
      new PutObjectCommand({ Bucket: "currency-exchange-evacuation", Key: "us-east-1", Body: "mine" }),
    );
    await new DynamoDBClient(at("eu-west-1")).send(
      new CreateTableCommand({
        TableName: "currency-exchange",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      }),
    );
    const record = { Name: "api.example.com", TTL: 60, ResourceRecords: [{ Value: "192.0.2.1" }] };
    await new Route53Client(at("us-east-1")).send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: ZONE.id,
        ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet: { ...record, Type: "A" } }] },
      }),
    );
  }

  /** The name of the only verification that was confirmed. */
  const name = () => readdirSync(runs).find((run) => existsSync(join(runs, run, "verification.json"))) ?? "";
  const journal = () => JSON.parse(readFileSync(join(runs, name(), "verification.json"), "utf8"));

  /** Starts the command. */
  function verify(...args: readonly string[]): Command {
    const child = spawn(process.execPath, [...COMMAND, ...args], {
      cwd: folder,
      env: {
        ...standinEnvironment(aws.url, folder),
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        LOCAL_REGIONS: endpoints,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    }
    return { child, said: () => said, code: once(child, "exit").then(([code]) => code) };
  }

  async function until(condition: () => boolean | Promise<boolean>, { child, said }: Command): Promise<void> {
    while (!(await condition())) {
      if (child.exitCode !== null) {
        throw new Error(said());
      }
      await setTimeout(200);
    }
  }

  /** Runs the regions of the verified stack on this machine. */
  async function serve(): Promise<void> {
    const { configuration } = journal();
    const stack = readStack(synthesized(scratch, configuration));
    aws.regions = new LocalRegions({ stack, speed: 5, port: 0, live: false, service });
    await aws.regions.start();
    writeFileSync(endpoints, JSON.stringify({ url: aws.regions.url, dnsPort: aws.regions.dnsPort }));
    for (const [region, receiver] of [
      ["us-east-1", "eu-west-1"],
      ["eu-west-1", "us-east-1"],
    ]) {
      const dimensions = { TableName: name(), ReceivingRegion: receiver };
      await new CloudWatchClient(at(region ?? "")).send(
        new PutMetricDataCommand({
          Namespace: "AWS/DynamoDB",
          MetricData: [
            {
              MetricName: "ReplicationLatency",
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              Value: 700,
            },
          ],
        }),
      );
    }
  }
  const scratch = scratchFolder();

  test("refuses wrong usage in one line, and deploys nothing", async () => {
    const wrong = verify("--domain", "example.org", "--hosted-zone", ZONE.id);
    expect(await wrong.code).toBe(2);
    expect(wrong.said()).toBe(
      `verify:aws: --domain: "example.org" is not in the hosted zone ${ZONE.id} (example.com)\n`,
    );
    const unconfirmed = verify("--domain", ZONE.name, "--hosted-zone", ZONE.id, "--account", "000000000000");
    expect(await unconfirmed.code).toBe(2);
    expect(unconfirmed.said()).toMatch(
      /^This deploys \d+ resources to account 123456789012.*Nothing was deployed\.\n$/s,
    );
    const unknown = verify("--destroy", "verify-000000");
    expect(await unknown.code).toBe(1);
    expect(unknown.said()).toMatch(/^verify:aws: .*verification\.json does not exist: nothing to resume\n$/);
  });

  test("destroys everything after Ctrl-C in the middle of the deployment", async () => {
    const command = verify(...["--domain", ZONE.name, "--hosted-zone", ZONE.id, "--account", "123456789012"]);
    await until(() => command.said().includes("… The stack deploys"), command);
    await until(async () => (await standin.leftovers()).length > foreign.length + 20, command);
    command.child.kill("SIGINT");
    expect(await command.code).toBe(130);
    expect(command.said()).toContain("✓ Destroying leaves nothing");
    expect(await standin.leftovers()).toEqual(foreign);
  });

  test("resumes after the interruption, and again after a crash in the middle of the evacuation", async () => {
    await serve();
    const first = verify("--resume", name());
    await until(() => first.said().includes("is marked as evacuated"), first);
    first.child.kill("SIGKILL");
    await first.code;
    expect(journal().deployed).toBe(true);

    const second = verify("--resume", name());
    expect({ code: await second.code, said: second.said() }).toEqual({ code: 0, said: expect.any(String) });
    expect(readFileSync(join(runs, name(), "report.md"), "utf8")).toContain(
      "14 claims held, 0 did not, 0 could not be checked.",
    );
  });

  test("has left what it did not create", async () => {
    // The measured replication is the test's own.
    const left = (await standin.leftovers()).filter((line) => !line.endsWith(" MetricDatum"));
    expect(left).toEqual(foreign);
  });
});
