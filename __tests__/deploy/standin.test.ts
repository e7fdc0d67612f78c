import { copyFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { run } from "../../src/deploy/child-process";
import { standinEnvironment } from "../../src/deploy/environment";
import { Standin } from "../../src/deploy/standin";
import { TERRAFORM } from "../../src/deploy/tools";
import { describeDeploy, scratchFolder } from "./local";

const BUNDLE = join(__dirname, "..", "..", "dist", "functions", "api.zip");

describeDeploy("what the stand-in fills in", () => {
  const folder = scratchFolder();
  let standin: Standin | undefined;

  async function terraform(...args: string[]) {
    const { exitCode, stdout, stderr } = await run(TERRAFORM, [...args, "-no-color"], {
      folder,
      environment: standinEnvironment(standin?.url ?? "", folder),
      signal: new AbortController().signal,
    });
    return { exitCode, output: exitCode === 0 ? "" : stdout + stderr };
  }

  beforeAll(async () => {
    copyFileSync(join(__dirname, "gaps", "main.tf"), join(folder, "main.tf"));
    copyFileSync(BUNDLE, join(folder, "function.zip"));
    standin = await Standin.start({ hostedZone: undefined, logFile: join(folder, "stand-in.log") });
    expect(await terraform("init")).toEqual({ exitCode: 0, output: "" });
  });
  afterAll(() => standin?.stop());

  test("is created", async () => {
    expect(await terraform("apply", "-auto-approve", "-parallelism=30")).toEqual({
      exitCode: 0,
      output: "",
    });
  });

  test("reads back as created", async () => {
    expect(await terraform("plan", "-detailed-exitcode")).toEqual({ exitCode: 0, output: "" });
  });

  test.each(["changed", "changed back"])("is %s in place", async (change) => {
    const variable = `-var=changed=${change === "changed"}`;
    expect(await terraform("apply", "-auto-approve", "-parallelism=30", variable)).toEqual({
      exitCode: 0,
      output: "",
    });
    expect(await terraform("plan", "-detailed-exitcode", variable)).toEqual({ exitCode: 0, output: "" });
  });

  test("is destroyed, and leaves nothing", async () => {
    expect(await standin?.leftovers()).toContain("1 xray us-east-1 Group");
    expect(await terraform("destroy", "-auto-approve", "-parallelism=30")).toEqual({
      exitCode: 0,
      output: "",
    });
    expect(await standin?.leftovers()).toEqual([]);
  });

  const at = (region: string) => ({
    region,
    endpoint: standin?.url ?? "",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

  test("replicates items that are put or deleted", async () => {
    const [TableName, Key] = ["items", { pk: { S: "a" } }];
    const [home, replica] = [new DynamoDBClient(at("us-east-1")), new DynamoDBClient(at("eu-west-1"))];
    await home.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      }),
    );
    const ReplicaUpdates = [{ Create: { RegionName: "eu-west-1" } }];
    await home.send(new UpdateTableCommand({ TableName, ReplicaUpdates }));
    await replica.send(new PutItemCommand({ TableName, Item: Key }));
    expect(await home.send(new GetItemCommand({ TableName, Key }))).toMatchObject({ Item: Key });
    await home.send(new DeleteItemCommand({ TableName, Key }));
    expect((await replica.send(new GetItemCommand({ TableName, Key }))).Item).toBeUndefined();
  });

  test("lets clients read a bucket that denies connections without TLS", async () => {
    const [Bucket, Key] = ["markers", "us-east-1"];
    const s3 = new S3Client({ ...at("us-east-1"), forcePathStyle: true });
    const unencrypted = { Bool: { "aws:SecureTransport": "false" } };
    const deny = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::markers/*" };
    const deploy = (statement: object) =>
      s3.send(
        new PutBucketPolicyCommand({
          Bucket,
          Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
        }),
      );
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "evacuated" }));
    await deploy({ ...deny, Condition: unencrypted });
    expect(await s3.send(new GetObjectCommand({ Bucket, Key }))).toMatchObject({ ContentLength: 9 });
    await deploy(deny);
    await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });
});
