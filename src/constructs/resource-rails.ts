import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
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
import * as z from "zod/mini";
import { importFaults } from "../aws";
import type { GuardRail } from "./guard-rails";

/** The actions that AWS lets be granted on every resource only. */
const WITHOUT_RESOURCE = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/** The guard rails that look at one resource alone. */
export const RESOURCE_RAILS: readonly GuardRail[] = [
  {
    id: "GR01",
    reason: "A replica's backups are off unless it asks for them, whatever the table does.",
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
      "Nothing else stands between a wrong plan and the data. It is off on purpose only while a region, or all of it, leaves.",
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
    reason: "Logs without a retention are kept, and paid, for ever.",
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
    reason: "Without traces, nobody sees where the time of a slow request went.",
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
    reason: "A trace that begins at the function does not show what API Gateway did.",
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
      "A role that may do anything somewhere, or something everywhere, is the one that an attacker looks for.",
    link: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    severity: "error",
    faults: (node) => (node instanceof IamRolePolicy ? wildcards(node.policyInput) : []),
  },
  {
    id: "GR07",
    reason:
      "What is not encrypted with a key of the account's, or with one that never changes, cannot be locked.",
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
    reason: "An API is reached by its own names, over TLS 1.2 and newer, and its function by that API alone.",
    link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
    severity: "error",
    faults: (node) => [
      ...when(
        node instanceof ApiGatewayRestApi && node.disableExecuteApiEndpointInput !== true,
        "the default endpoint is open",
      ),
      ...when(
        node instanceof ApiGatewayDomainName && node.securityPolicyInput !== "TLS_1_2",
        "the domain takes old TLS",
      ),
      ...when(
        node instanceof LambdaPermission &&
          (node.principalInput === "*" || node.sourceArnInput === undefined),
        "the permission lets in more than one API",
      ),
    ],
  },
  {
    id: "GR09",
    reason: "API Gateway refuses the document, or imports less than it says, once the plan is applied.",
    link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html",
    severity: "error",
    faults: (node) =>
      node instanceof ApiGatewayRestApi && node.bodyInput !== undefined
        ? importFaults(JSON.parse(node.bodyInput)).map((fault) => `body: ${fault}`)
        : [],
  },
  {
    id: "GR12",
    reason:
      "What was answered, and why, is found in logs alone. A function that names no log group makes its own.",
    link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    severity: "error",
    faults: (node) => [
      ...when(
        node instanceof LambdaFunction && node.loggingConfig.logGroupInput === undefined,
        "the function names no log group",
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

const texts = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => [value].flat()),
);
const document = z.object({ Statement: z.array(z.object({ Action: texts, Resource: texts })) });

function wildcards(policy: string | undefined): string[] {
  const { Statement } = document.parse(JSON.parse(policy ?? "{}"));
  return Statement.flatMap(({ Action, Resource }) => [
    ...Action.filter((action) => action.includes("*")).map((action) => `the role may do ${action}`),
    ...(Resource.includes("*") ? Action.filter((action) => !WITHOUT_RESOURCE.includes(action)) : []).map(
      (action) => `the role may do ${action} on every resource`,
    ),
  ]);
}
