import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { DynamodbTableReplicaA } from "@cdktf/provider-aws/lib/dynamodb-table-replica";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { Token } from "cdktf";
import * as z from "zod/mini";
import { importFaults } from "../aws";
import { type GuardRail, jsonIn } from "./guard-rails";

/**
 * Actions that do not support resource-level permissions, or not for everything that they read.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
const WITHOUT_RESOURCE = ["cloudwatch:DescribeAlarms", "xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/** @see https://docs.aws.amazon.com/cli/latest/reference/apigateway/update-stage.html */
const METHOD_PATH = /^(\*|~1[^/]*)\/(\*|[A-Z]+)$/;

/** The guard rails that check a single resource. */
export const RESOURCE_RAILS: readonly GuardRail[] = [
  {
    id: "GR01",
    reason: "Point-in-time recovery is off for a replica unless the replica itself enables it.",
    link: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html",
    severity: "error",
    faults: (node) => [
      ...when(
        node instanceof DynamodbTable && node.pointInTimeRecovery.enabledInput !== true,
        "the table has no point-in-time recovery",
      ),
      ...when(
        node instanceof DynamodbTableReplicaA && node.pointInTimeRecoveryInput !== true,
        "the replica has no point-in-time recovery",
      ),
    ],
  },
  {
    id: "GR02",
    reason:
      "Only deletion protection keeps a wrong plan from deleting the data. Turn it off only to remove a region or to destroy the stack.",
    link: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html",
    severity: "warning",
    faults: (node) =>
      when(
        (node instanceof DynamodbTable || node instanceof DynamodbTableReplicaA) &&
          node.deletionProtectionEnabledInput !== true,
        "deletion protection is off",
      ),
  },
  {
    id: "GR03",
    reason: "Without a retention, logs are stored and billed forever.",
    link: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    severity: "error",
    faults: (node) =>
      when(
        node instanceof CloudwatchLogGroup && !node.retentionInDaysInput,
        "the log group has no retention",
      ),
  },
  {
    id: "GR04",
    reason: "Without traces, you cannot see why a request is slow.",
    link: "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
    severity: "error",
    faults: (node) =>
      when(
        node instanceof LambdaFunction && node.tracingConfig.modeInput !== "Active",
        "the function is not traced",
      ),
  },
  {
    id: "GR05",
    reason: "A trace that starts at the function does not show the time in API Gateway.",
    link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html",
    severity: "error",
    faults: (node) =>
      when(
        node instanceof ApiGatewayStage && node.xrayTracingEnabledInput !== true,
        "the stage is not traced",
      ),
  },
  {
    id: "GR06",
    reason:
      "A role with wildcard actions or resources gives an attacker far more access than the function needs.",
    link: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    severity: "error",
    faults: (node) => (node instanceof IamRolePolicy ? wildcards(node.policyInput) : []),
  },
  {
    id: "GR07",
    reason:
      "You can revoke access to encrypted data only with a key of your own, and a key that never rotates stays exposed after a leak.",
    link: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    severity: "error",
    faults: (node) => [
      ...when(
        node instanceof SnsTopic && node.kmsMasterKeyIdInput === undefined,
        "the topic is not encrypted",
      ),
      ...when(node instanceof KmsKey && node.enableKeyRotationInput !== true, "the key is not rotated"),
    ],
  },
  {
    id: "GR08",
    reason:
      "Clients must reach an API only through its custom domains, with TLS 1.2 or newer, and only that API may invoke its function.",
    link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
    severity: "error",
    faults: (node) => [
      ...when(
        node instanceof ApiGatewayRestApi && node.disableExecuteApiEndpointInput !== true,
        "the default endpoint is enabled",
      ),
      ...when(
        node instanceof ApiGatewayDomainName && node.securityPolicyInput !== "TLS_1_2",
        "the domain accepts TLS versions before 1.2",
      ),
      ...when(
        node instanceof LambdaPermission &&
          (node.principalInput === "*" || node.sourceArnInput === undefined),
        "the permission allows more than one API to invoke the function",
      ),
    ],
  },
  {
    id: "GR09",
    reason: "API Gateway would reject or ignore this.",
    link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html",
    severity: "error",
    faults: (node) => [
      ...(node instanceof ApiGatewayRestApi ? bodyFaults(jsonIn(node.bodyInput)) : []),
      ...when(
        node instanceof ApiGatewayMethodSettings &&
          !Token.isUnresolved(node.methodPathInput) &&
          !METHOD_PATH.test(node.methodPathInput ?? ""),
        "method_path must be */*, or a path whose slashes are escaped and a method, such as ~1v1~1items/GET",
      ),
    ],
  },
  {
    id: "GR12",
    reason:
      "Without logs, you cannot investigate a request. A function without a log group in its configuration creates one without a retention.",
    link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    severity: "error",
    faults: (node) => [
      ...when(
        node instanceof LambdaFunction && node.loggingConfig.logGroupInput === undefined,
        "the function has no log group in its configuration",
      ),
      ...when(
        node instanceof ApiGatewayStage && node.accessLogSettings.destinationArnInput === undefined,
        "the stage has no access log",
      ),
    ],
  },
];

function when(wrong: boolean, fault: string): string[] {
  return wrong ? [fault] : [];
}

function bodyFaults(body: unknown): string[] {
  return body === undefined ? [] : importFaults(body).map((fault) => `body: ${fault}`);
}

const texts = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => [value].flat()),
);
const statement = z.object({ Action: z._default(texts, []), Resource: z._default(texts, []) });
const policyDocument = z.object({
  Statement: z.pipe(
    z.union([z.array(statement), statement]),
    z.transform((value) => [value].flat()),
  ),
});

function wildcards(policy: string | undefined): string[] {
  const { data } = policyDocument.safeParse(jsonIn(policy));
  return (data?.Statement ?? []).flatMap(({ Action, Resource }) => [
    ...Action.filter((action) => action.includes("*")).map((action) => `the role allows ${action}`),
    ...(Resource.includes("*") ? Action.filter((action) => !WITHOUT_RESOURCE.includes(action)) : []).map(
      (action) => `the role allows ${action} on every resource`,
    ),
  ]);
}
