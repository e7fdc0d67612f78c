import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  APIGatewayClient,
  CreateBasePathMappingCommand,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  CreateRestApiCommand,
  CreateUsagePlanCommand,
  DeleteBasePathMappingCommand,
  DeleteDeploymentCommand,
  DeleteDomainNameCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  DeleteUsagePlanCommand,
  GetAccountCommand,
  PutRestApiCommand,
  UpdateAccountCommand,
  UpdateStageCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  DeleteHealthCheckCommand,
  GetHealthCheckCommand,
  type HealthCheckConfig,
  type HealthCheckRegion,
  type ResourceRecordSet,
  Route53Client,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import { run } from "../../src/deploy/child-process";
import { standinEnvironment } from "../../src/deploy/environment";
import { Standin } from "../../src/deploy/standin";
import { TERRAFORM } from "../../src/deploy/tools";
import { describeDeploy, scratchFolder } from "./local";

const ERRORS = {
  Namespace: "Shop",
  MetricName: "Errors",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: "GreaterThanThreshold",
} as const;

describeDeploy("the stand-in answers as AWS does", () => {
  const folder = scratchFolder();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  let standin: Standin | undefined;

  beforeAll(async () => {
    standin = await Standin.start({
      hostedZone: { id: "Z0TEST", name: "example.org" },
      logFile: join(folder, "stand-in.log"),
    });
  });
  afterAll(() => standin?.stop());

  describe("alarms that a composite alarm names", () => {
    const client = () =>
      new CloudWatchClient({
        region: "us-east-1",
        endpoint: standin?.url ?? "",
        credentials,
        maxAttempts: 1,
      });
    const put = (AlarmName: string) => client().send(new PutMetricAlarmCommand({ AlarmName, ...ERRORS }));
    const combine = (AlarmRule: string, ActionsSuppressor?: string) =>
      client().send(
        new PutCompositeAlarmCommand({
          AlarmName: "both",
          AlarmRule,
          ...(ActionsSuppressor === undefined
            ? {}
            : { ActionsSuppressor, ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 60 }),
        }),
      );
    const remove = (name: string) => client().send(new DeleteAlarmsCommand({ AlarmNames: [name] }));

    test("must exist, and are deleted after it", async () => {
      await Promise.all([put("a"), put("b"), put("c")]);
      await expect(combine('ALARM("a") OR ALARM(missing)')).rejects.toThrow("missing");
      await combine('ALARM("a") OR (NOT OK(b))', "c");
      for (const name of ["a", "b", "c"]) {
        await expect(remove(name)).rejects.toThrow(/composite alarm\(s\) depending on it: both/);
      }
      await combine("ALARM(a)");
      await Promise.all([remove("b"), remove("c")]);
      await expect(remove("a")).rejects.toThrow(/depending on it/);
      await remove("both");
      await remove("a");
    });
  });

  test("rejects requests that break the constraints of AWS's API models", async () => {
    const options = { region: "us-east-1", endpoint: standin?.url ?? "", credentials };
    const alarm = new PutMetricAlarmCommand({ ...ERRORS, AlarmName: "a".repeat(256), Period: 0 });
    await expect(new CloudWatchClient(options).send(alarm)).rejects.toThrow(
      "AlarmName: 256 is more than 255; Period: 0 is less than 1",
    );
    const check = new CreateHealthCheckCommand({
      CallerReference: "long",
      HealthCheckConfig: {
        Type: "HTTPS",
        FullyQualifiedDomainName: "shop.example.org",
        ResourcePath: `/${"a".repeat(255)}`,
      },
    });
    await expect(new Route53Client(options).send(check)).rejects.toThrow(
      "HealthCheckConfig.ResourcePath: 256 is more than 255",
    );
    const group = new CreateLogGroupCommand({ logGroupName: "shop's log", tags: { team: "a".repeat(257) } });
    await expect(new CloudWatchLogsClient(options).send(group)).rejects.toThrow(
      /^logGroupName: "shop's log" does not match .*; tags\.team: 257 is more than 256$/,
    );
  });

  test("finds alarms by name and state together", async () => {
    const client = new CloudWatchClient({ region: "us-west-2", endpoint: standin?.url ?? "", credentials });
    const found = async () => {
      const filter = { AlarmNamePrefix: "shop-", StateValue: "ALARM" } as const;
      const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand(filter));
      return MetricAlarms.map(({ AlarmName }) => AlarmName);
    };
    for (const AlarmName of ["shop-errors", "shop-latency", "other-errors"]) {
      await client.send(new PutMetricAlarmCommand({ AlarmName, ...ERRORS }));
    }
    expect(await found()).toEqual([]);
    for (const AlarmName of ["shop-errors", "other-errors"]) {
      const command = new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "a test" });
      await client.send(command);
    }
    expect(await found()).toEqual(["shop-errors"]);
  });

  test("Terraform deletes an alarm of a rule only if it is created before it is destroyed", async () => {
    const stack = (names: readonly string[], lifecycle: object) => ({
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } } },
      provider: { aws: { region: "eu-west-1" } },
      resource: {
        aws_cloudwatch_metric_alarm: Object.fromEntries(
          names.map((name) => [
            name,
            {
              alarm_name: name,
              namespace: "Shop",
              metric_name: "Errors",
              statistic: "Sum",
              period: 60,
              evaluation_periods: 1,
              threshold: 1,
              comparison_operator: "GreaterThanThreshold",
              ...lifecycle,
            },
          ]),
        ),
        aws_cloudwatch_composite_alarm: {
          any: {
            alarm_name: "any",
            alarm_rule: names.map((name) => `ALARM("${name}")`).join(" OR "),
            depends_on: names.map((name) => `aws_cloudwatch_metric_alarm.${name}`),
          },
        },
      },
    });
    const terraform = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await run(TERRAFORM, [...args, "-no-color"], {
        folder,
        environment: standinEnvironment(standin?.url ?? "", folder),
        signal: new AbortController().signal,
      });
      return { exitCode, output: stdout + stderr };
    };
    const apply = (names: readonly string[], lifecycle: object) => {
      writeFileSync(join(folder, "main.tf.json"), JSON.stringify(stack(names, lifecycle)));
      return terraform("apply", "-auto-approve");
    };
    const first = { lifecycle: { create_before_destroy: true } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(stack(["north", "south"], {})));
    expect(await terraform("init")).toMatchObject({ exitCode: 0 });
    expect(await apply(["north", "south"], {})).toMatchObject({ exitCode: 0 });
    expect(await apply(["north"], {})).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining("composite alarm(s) depending on it: any"),
    });
    // It must be in the state before the removal.
    expect(await apply(["north", "south"], first)).toMatchObject({ exitCode: 0 });
    expect(await apply(["north"], first)).toMatchObject({ exitCode: 0 });
  });

  /** Sends a request of a JSON protocol: the project has no SDK client for the service. */
  async function ask(service: string, target: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(standin?.url ?? "", {
      method: "POST",
      headers: {
        Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": target,
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(text);
    }
    return text === "" ? {} : JSON.parse(text);
  }

  describe("a served API", () => {
    const clientIn = (region: string) =>
      new APIGatewayClient({ region, endpoint: standin?.url ?? "", credentials, maxAttempts: 1 });
    const client = () => clientIn("eu-west-1");
    const document = {
      openapi: "3.0.3",
      info: { title: "shop", version: "1" },
      paths: {
        "/": {
          get: {
            responses: { "200": { description: "ok" } },
            "x-amazon-apigateway-integration": { type: "mock" },
          },
        },
      },
    };
    const body = new TextEncoder().encode(JSON.stringify(document));

    test("logs only if the account has a log role, as it has at first", async () => {
      const ofAccount = clientIn("us-west-2");
      const { cloudwatchRoleArn } = await ofAccount.send(new GetAccountCommand());
      expect(cloudwatchRoleArn).toMatch(/role\/api-gateway-logs$/);
      const setRole = (value = "") =>
        ofAccount.send(
          new UpdateAccountCommand({
            patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }],
          }),
        );
      const { id: restApiId = "" } = await ofAccount.send(new CreateRestApiCommand({ name: "shop" }));
      await ofAccount.send(new PutRestApiCommand({ restApiId, mode: "overwrite", body }));
      await ofAccount.send(new CreateDeploymentCommand({ restApiId, stageName: "live" }));
      const update = (path: string, value: string) =>
        ofAccount.send(
          new UpdateStageCommand({
            restApiId,
            stageName: "live",
            patchOperations: [{ op: "replace", path, value }],
          }),
        );
      const logs = [
        ["/accessLogSettings/destinationArn", "arn:aws:logs:us-west-2:123456789012:log-group:shop"],
        ["/*/*/logging/loglevel", "ERROR"],
      ] as const;
      await setRole();
      for (const [path, value] of logs) {
        await expect(update(path, value)).rejects.toThrow("CloudWatch Logs role ARN must be set in account");
      }
      await update("/*/*/logging/loglevel", "OFF");
      await setRole(cloudwatchRoleArn);
      for (const [path, value] of logs) {
        await update(path, value);
      }
      await ofAccount.send(new DeleteRestApiCommand({ restApiId }));
    });

    test("keeps its certificate, stage and deployment while its domain and usage plan use them", async () => {
      const { CertificateArn } = await ask("acm", "CertificateManager.RequestCertificate", {
        DomainName: "shop.example.org",
        ValidationMethod: "DNS",
      });
      const regionalCertificateArn = String(CertificateArn);
      const deleteCertificate = () =>
        ask("acm", "CertificateManager.DeleteCertificate", { CertificateArn: regionalCertificateArn });
      const { id: restApiId = "" } = await client().send(new CreateRestApiCommand({ name: "shop" }));
      await client().send(new PutRestApiCommand({ restApiId, mode: "overwrite", body }));
      const stageName = "live";
      const { id: deploymentId = "" } = await client().send(
        new CreateDeploymentCommand({ restApiId, stageName }),
      );
      const domainName = "shop.example.org";
      await client().send(
        new CreateDomainNameCommand({
          domainName,
          regionalCertificateArn,
          endpointConfiguration: { types: ["REGIONAL"] },
        }),
      );
      await client().send(new CreateBasePathMappingCommand({ domainName, restApiId, stage: stageName }));
      const { id: usagePlanId = "" } = await client().send(
        new CreateUsagePlanCommand({ name: "shop", apiStages: [{ apiId: restApiId, stage: stageName }] }),
      );
      const deleteStage = () => client().send(new DeleteStageCommand({ restApiId, stageName }));

      await expect(deleteCertificate()).rejects.toThrow(
        /ResourceInUseException.*in use by shop\.example\.org/,
      );
      await expect(client().send(new DeleteDeploymentCommand({ restApiId, deploymentId }))).rejects.toThrow(
        /[Ss]tage/,
      );
      await expect(deleteStage()).rejects.toThrow(/base path mappings of shop\.example\.org/);
      await expect(client().send(new DeleteRestApiCommand({ restApiId }))).rejects.toThrow(/base path/);
      await client().send(new DeleteBasePathMappingCommand({ domainName, basePath: "(none)" }));
      await expect(deleteStage()).rejects.toThrow(/usage plan shop/);
      await expect(client().send(new DeleteRestApiCommand({ restApiId }))).rejects.toThrow(/usage plan shop/);

      await client().send(
        new UpdateUsagePlanCommand({
          usagePlanId,
          patchOperations: [{ op: "remove", path: "/apiStages", value: `${restApiId}:${stageName}` }],
        }),
      );
      await client().send(new DeleteUsagePlanCommand({ usagePlanId }));
      await deleteStage();
      await client().send(new DeleteDeploymentCommand({ restApiId, deploymentId }));
      await client().send(new DeleteRestApiCommand({ restApiId }));
      await client().send(new DeleteDomainNameCommand({ domainName }));
      await deleteCertificate();
    });
  });

  test("a log group's key changes in place if the group exists", async () => {
    const kmsKeyId = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000";
    const logs = (operation: string, body: object) => ask("logs", `Logs_20140328.${operation}`, body);
    const keyOf = async (logGroupNamePrefix: string) =>
      JSON.stringify(await logs("DescribeLogGroups", { logGroupNamePrefix })).includes(kmsKeyId);
    await logs("CreateLogGroup", { logGroupName: "shop" });
    await logs("AssociateKmsKey", { logGroupName: "shop", kmsKeyId });
    expect(await keyOf("shop")).toBe(true);
    await logs("DisassociateKmsKey", { logGroupName: "shop" });
    expect(await keyOf("shop")).toBe(false);
    await expect(logs("AssociateKmsKey", { logGroupName: "missing", kmsKeyId })).rejects.toThrow(
      /ResourceNotFoundException/,
    );
  });

  /** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_UpdateHealthCheck.html */
  test("a health check keeps the checker regions that an update omits", async () => {
    const client = new Route53Client({ region: "us-east-1", endpoint: standin?.url ?? "", credentials });
    const Regions: HealthCheckRegion[] = ["us-east-1", "us-west-2", "eu-west-1"];
    const { HealthCheck } = await client.send(
      new CreateHealthCheckCommand({
        CallerReference: "shop",
        HealthCheckConfig: {
          Type: "HTTPS",
          FullyQualifiedDomainName: "shop.example.org",
          Port: 443,
          Regions,
        },
      }),
    );
    const FullyQualifiedDomainName = "store.example.org";
    await client.send(
      new UpdateHealthCheckCommand({ HealthCheckId: HealthCheck?.Id, FullyQualifiedDomainName }),
    );
    const { HealthCheck: after } = await client.send(
      new GetHealthCheckCommand({ HealthCheckId: HealthCheck?.Id }),
    );
    expect(after?.HealthCheckConfig).toMatchObject({ FullyQualifiedDomainName, Regions });
  });

  /** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteHealthCheck.html */
  test("a health check is not deleted before the calculated check and the record that use it", async () => {
    const client = new Route53Client({ region: "us-east-1", endpoint: standin?.url ?? "", credentials });
    const create = async (CallerReference: string, HealthCheckConfig: HealthCheckConfig) =>
      (await client.send(new CreateHealthCheckCommand({ CallerReference, HealthCheckConfig }))).HealthCheck
        ?.Id ?? "";
    const remove = (HealthCheckId: string) => client.send(new DeleteHealthCheckCommand({ HealthCheckId }));
    const child = await create("child", { Type: "TCP", IPAddress: "192.0.2.1", Port: 443 });
    const other = await create("other", { Type: "TCP", IPAddress: "192.0.2.2", Port: 443 });
    const parent = await create("parent", {
      Type: "CALCULATED",
      HealthThreshold: 2,
      ChildHealthChecks: [child, other],
    });
    await expect(remove(child)).rejects.toThrow(`${child} is still used by ${parent}`);
    await client.send(
      new UpdateHealthCheckCommand({ HealthCheckId: parent, HealthThreshold: 1, ChildHealthChecks: [other] }),
    );
    await remove(child);
    const record: ResourceRecordSet = {
      Name: "checked.example.org",
      Type: "A",
      SetIdentifier: "one",
      Weight: 1,
      TTL: 60,
      HealthCheckId: parent,
      ResourceRecords: [{ Value: "192.0.2.1" }],
    };
    const change = (Action: "CREATE" | "DELETE") =>
      client.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: "Z0TEST",
          ChangeBatch: { Changes: [{ Action, ResourceRecordSet: record }] },
        }),
      );
    await change("CREATE");
    await expect(remove(parent)).rejects.toThrow("is still used by A checked.example.org.");
    await change("DELETE");
    await remove(parent);
  });

  describe("records of one name and type", () => {
    const create = (record: Partial<ResourceRecordSet>, Name = "api.example.org") =>
      new Route53Client({
        region: "us-east-1",
        endpoint: standin?.url ?? "",
        credentials,
        maxAttempts: 1,
      }).send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: "Z0TEST",
          ChangeBatch: {
            Changes: [
              {
                Action: "CREATE",
                ResourceRecordSet: {
                  Name,
                  Type: "A",
                  TTL: 60,
                  ResourceRecords: [{ Value: "192.0.2.1" }],
                  ...record,
                },
              },
            ],
          },
        }),
      );

    test("have one routing policy", async () => {
      await create({ SetIdentifier: "one", Region: "us-east-1" });
      await create({ SetIdentifier: "two", Region: "eu-west-1" });
      await expect(create({ SetIdentifier: "three", Weight: 10 })).rejects.toThrow(
        /weighted in one record and latency/,
      );
      await expect(create({ SetIdentifier: "three", Failover: "PRIMARY" })).rejects.toThrow(
        /failover in one record/,
      );
      await expect(create({})).rejects.toThrow(/simple in one record and latency/);
      await expect(create({ SetIdentifier: "three", Region: "eu-west-1" })).rejects.toThrow(
        /two latency records/,
      );
      await create({ SetIdentifier: "three", Weight: 10 }, "www.example.org");
    });

    test("have one primary and one secondary", async () => {
      await create({ SetIdentifier: "one", Failover: "PRIMARY" }, "pair.example.org");
      await expect(create({ SetIdentifier: "two", Failover: "PRIMARY" }, "pair.example.org")).rejects.toThrow(
        /PRIMARY/,
      );
    });
  });
});
