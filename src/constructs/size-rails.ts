import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { Wafv2IpSet } from "@cdktf/provider-aws/lib/wafv2-ip-set";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import * as z from "zod/mini";
import { longestQueries } from "../aws";
import { type GuardRail, jsonIn } from "./guard-rails";

/**
 * Returns texts with the longest length that AWS accepts. A value that is known after apply counts with the length of
 * its token.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
function texts(
  node: IConstruct,
): readonly (readonly [what: string, text: string | undefined, most: number])[] {
  if (node instanceof CloudwatchCompositeAlarm) {
    return [
      ["alarm_rule", node.alarmRuleInput, 10_240],
      ["alarm_description", node.alarmDescriptionInput, 1024],
    ];
  }
  if (node instanceof CloudwatchMetricAlarm) {
    return [["alarm_description", node.alarmDescriptionInput, 1024]];
  }
  if (node instanceof CloudwatchQueryDefinition) {
    return [["query_string", node.queryStringInput, 10_000]];
  }
  if (node instanceof ApiGatewayRestApi) {
    return [["policy", node.policyInput, 8192]];
  }
  if (node instanceof IamRolePolicy) {
    return [["policy", node.policyInput, 10_240]];
  }
  if (node instanceof IamRole || node instanceof SchedulerSchedule) {
    return [["name", node.nameInput, 64]];
  }
  return node instanceof LambdaFunction
    ? [
        ["description", node.descriptionInput, 256],
        ["environment", JSON.stringify(node.environment.variablesInput ?? {}), 4096],
      ]
    : [];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
const ALARMS_OF_A_RULE = 100;

function ruleFaults(rule = ""): string[] {
  const names = new Set(Array.from(rule.matchAll(/"([^"]+)"/g), ([, name]) => name));
  return names.size > ALARMS_OF_A_RULE
    ? [`alarm_rule has ${names.size} alarms; CloudWatch allows ${ALARMS_OF_A_RULE}`]
    : [];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MOST = { widgets: 500, metricsOfAWidget: 500, metrics: 2500, alarmsOfAWidget: 100 };

const dashboard = z.object({
  widgets: z.array(
    z.object({
      properties: z.object({
        metrics: z.optional(z.array(z.unknown())),
        alarms: z.optional(z.array(z.unknown())),
      }),
    }),
  ),
});

function dashboardFaults(body: string | undefined): string[] {
  const { widgets } = dashboard.safeParse(jsonIn(body)).data ?? { widgets: [] };
  const metrics = widgets.map(({ properties }) => properties.metrics?.length ?? 0);
  const alarms = widgets.map(({ properties }) => properties.alarms?.length ?? 0);
  const counts: readonly (readonly [what: string, count: number, most: number])[] = [
    ["widgets", widgets.length, MOST.widgets],
    ["metrics in one widget", Math.max(0, ...metrics), MOST.metricsOfAWidget],
    ["metrics", metrics.reduce((sum, count) => sum + count, 0), MOST.metrics],
    ["alarms in one widget", Math.max(0, ...alarms), MOST.alarmsOfAWidget],
  ];
  return counts.flatMap(([what, count, most]) =>
    count > most ? [`the dashboard has ${count} ${what}; CloudWatch allows ${most}`] : [],
  );
}

/** @see https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateIPSet.html */
const WAF_DESCRIPTION = /^[\w+=:#@/,.-][\w+=:#@/,.\s-]{1,254}[\w+=:#@/,.-]$/;

function isRejectedByWaf(node: IConstruct): boolean {
  const description =
    node instanceof Wafv2IpSet || node instanceof Wafv2WebAcl ? node.descriptionInput : undefined;
  return description !== undefined && !Token.isUnresolved(description) && !WAF_DESCRIPTION.test(description);
}

/** API Gateway's quota, which AWS raises on request. */
const MOST_RESOURCES = 300;

const importedPaths = z.object({ paths: z.record(z.string(), z.unknown()) });

/** Returns the number of a document's paths and of the paths above them, each of which is a resource. */
function resourcesOf(body: unknown): number {
  const { data } = importedPaths.safeParse(body);
  const resources = Object.keys(data?.paths ?? {}).flatMap((path) =>
    path.split("/").map((_, depth, segments) => segments.slice(0, depth + 1).join("/")),
  );
  return new Set(["", ...resources.filter((path) => path !== "/")]).size;
}

/** `AWSManagedRulesCommonRuleSet/SizeRestrictions_QUERYSTRING` */
const LONGEST_QUERY = 2048;

/** The guard rails on sizes and texts that AWS checks only during an apply or a request. */
export const SIZE_RAILS: readonly GuardRail[] = [
  {
    id: "GR10",
    reason: "AWS rejects it during the apply.",
    link: "https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html",
    severity: "error",
    faults: (node) => [
      ...texts(node).flatMap(([what, text = "", most]) =>
        text.length > most ? [`${what} has ${text.length} characters; AWS allows ${most}`] : [],
      ),
      ...(node instanceof CloudwatchCompositeAlarm ? ruleFaults(node.alarmRuleInput) : []),
      ...(node instanceof CloudwatchDashboard ? dashboardFaults(node.dashboardBodyInput) : []),
      ...(isRejectedByWaf(node)
        ? ["description must have 3 to 256 letters, digits, spaces and _+=:#@/-,."]
        : []),
    ],
  },
  {
    id: "GR11",
    reason: "AWS's common rule set blocks longer queries, although the document allows them.",
    link: "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
    severity: "error",
    faults: (node) =>
      node instanceof ApiGatewayRestApi
        ? longestQueries(jsonIn(node.bodyInput))
            .filter(({ bytes }) => bytes > LONGEST_QUERY)
            .map(
              ({ operation, bytes }) =>
                `the query of ${operation} may have ${bytes} bytes; the web ACL allows ${LONGEST_QUERY}`,
            )
        : [],
  },
  {
    id: "GR13",
    reason: "AWS rejects the API during the apply unless your quota is higher.",
    link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html",
    severity: "warning",
    faults: (node) => {
      const count = node instanceof ApiGatewayRestApi ? resourcesOf(jsonIn(node.bodyInput)) : 0;
      return count > MOST_RESOURCES
        ? [`the API has ${count} resources; the default quota is ${MOST_RESOURCES}`]
        : [];
    },
  },
];
