import type { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { Wafv2IpSet } from "@cdktf/provider-aws/lib/wafv2-ip-set";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { Construct } from "constructs";
import { CHECKER_RANGES } from "../aws";
import {
  BODY_TOO_LARGE,
  corsHeaders,
  FORBIDDEN,
  type GatewayProblem,
  problemDetails,
  TOO_MANY,
} from "./gateway-responses";
import { LogGroup, type LogSettings } from "./log-group";
import { Region } from "./region";

/** A rule of AWS's rule groups that only counts, because a rule of this web ACL replaces it. */
const REPLACED = "SizeRestrictions_BODY";

/** AWS's rule groups in the order of evaluation, the cheapest first. */
const MANAGED_GROUPS: readonly { readonly name: string; readonly replaced?: string }[] = [
  { name: "AWSManagedRulesAmazonIpReputationList" },
  { name: "AWSManagedRulesCommonRuleSet", replaced: REPLACED },
  { name: "AWSManagedRulesKnownBadInputsRuleSet" },
];

/** The largest body that WAF inspects for API Gateway, and the largest that this web ACL allows. */
const INSPECTED = { size: "KB_64", bytes: 65_536 };
const WINDOW_SECONDS = 300;

export interface WebAclSettings {
  /** "count" allows every request and logs those that "block" would reject. Start new rules with it. */
  readonly mode: "block" | "count";
  /** Requests of one IP address in five minutes. */
  readonly requestsPerAddress: number;
}

export interface WebAclProps {
  readonly name: string;
  readonly stage: ApiGatewayStage;
  readonly settings: WebAclSettings;
  /** The path that only Route 53's health checkers may request. */
  readonly healthCheckPath: string;
  readonly corsOrigins: readonly string[];
  readonly logs: LogSettings;
}

/**
 * The web ACL of a region's API. It rejects known attackers, known attacks, bodies that are too large, and addresses
 * that send too many requests. In the mode "count", it only counts and logs them; start new rules in that mode.
 *
 * The health check's path is open to Route 53's published checkers only, in both modes. No other rule applies to the
 * checkers, so public traffic takes no capacity from the health check and no limit counts the checkers.
 *
 * `AWSManagedRulesCommonRuleSet` blocks bodies of more than 8,192 bytes, which the API's own batches exceed. A rule
 * with the API's limit replaces it.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-setting-body-inspection-limit.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/route-53-ip-addresses.html
 */
export class WebAcl extends Construct {
  readonly resource: Wafv2WebAcl;
  readonly association: Wafv2WebAclAssociation;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { name: region, provider } = Region.of(this);
    const { mode, requestsPerAddress } = props.settings;
    const checkers = new Wafv2IpSet(this, "health_checkers", {
      provider,
      name: `${props.name}-health-checkers`,
      description: "Health checkers of Route 53",
      scope: "REGIONAL",
      ipAddressVersion: "IPV4",
      addresses: CHECKER_RANGES.map(({ range }) => range),
    });
    const visibility = (name: string) => ({
      metricName: name,
      cloudwatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
    });
    const bodies = new Map<string, GatewayProblem>();
    const refuse = (problem: GatewayProblem) => {
      bodies.set(problem.type, problem);
      const headers = {
        "Cache-Control": "no-store",
        "X-Served-By": region,
        ...(problem.retryAfterSeconds === undefined ? {} : { "Retry-After": String(WINDOW_SECONDS) }),
        ...corsHeaders(props.corsOrigins),
      };
      return {
        block: {
          customResponse: {
            responseCode: problem.status,
            customResponseBodyKey: problem.type,
            responseHeader: Object.entries(headers).map(([name, value]) => ({ name, value })),
          },
        },
      };
    };
    const isHealthCheckPath = { regex_match_statement: pathIs(props.healthCheckPath) };
    const isChecker = { ip_set_reference_statement: { arn: checkers.arn } };
    const rules = [
      {
        name: "HealthCheckers",
        action: { allow: {} },
        statement: { and_statement: { statement: [isHealthCheckPath, isChecker] } },
      },
      { name: "HealthCheckPath", action: refuse(CHECKERS_ONLY), statement: isHealthCheckPath },
      {
        name: "RequestsPerAddress",
        action: mode === "block" ? refuse(TOO_MANY) : { count: {} },
        statement: {
          rate_based_statement: {
            limit: requestsPerAddress,
            aggregate_key_type: "IP",
            evaluation_window_sec: WINDOW_SECONDS,
          },
        },
      },
      {
        name: "BodySize",
        action: mode === "block" ? refuse(BODY_TOO_LARGE) : { count: {} },
        statement: {
          size_constraint_statement: {
            field_to_match: { body: { oversize_handling: "MATCH" } },
            comparison_operator: "GT",
            size: INSPECTED.bytes,
            text_transformation: [{ priority: 0, type: "NONE" }],
          },
        },
      },
      ...MANAGED_GROUPS.map(({ name, replaced }) => ({
        name,
        overrideAction: mode === "block" ? { none: {} } : { count: {} },
        statement: {
          managed_rule_group_statement: {
            vendor_name: "AWS",
            name,
            ...(replaced === undefined
              ? {}
              : { rule_action_override: [{ name: replaced, action_to_use: { count: {} } }] }),
          },
        },
      })),
    ];
    this.resource = new Wafv2WebAcl(this, "Resource", {
      provider,
      name: props.name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      associationConfig: {
        requestBody: [{ apiGateway: { defaultSizeInspectionLimit: INSPECTED.size } }],
      },
      customResponseBody: [...bodies].map(([key, problem]) => ({
        key,
        content: JSON.stringify(problemDetails(problem)),
        contentType: "APPLICATION_JSON",
      })),
      visibilityConfig: visibility(props.name),
      rule: rules.map((rule, priority) => ({ ...rule, priority, visibilityConfig: visibility(rule.name) })),
    });
    const { arn } = this.resource;
    this.association = new Wafv2WebAclAssociation(this, "association", {
      provider,
      webAclArn: arn,
      resourceArn: props.stage.arn,
    });
    // The prefix is WAF's rule: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
    const logs = new LogGroup(this, "logs", { name: `aws-waf-logs-${props.name}`, settings: props.logs });
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      provider,
      resourceArn: arn,
      logDestinationConfigs: [logs.resource.arn],
      // The access log already contains allowed requests.
      loggingFilter: {
        defaultBehavior: "DROP",
        filter: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            condition: [{ actionCondition: { action: "BLOCK" } }, { actionCondition: { action: "COUNT" } }],
          },
        ],
      },
      redactedFields: [{ singleHeader: { name: "x-api-key" } }, { singleHeader: { name: "authorization" } }],
    });
  }
}

const CHECKERS_ONLY: GatewayProblem = {
  ...FORBIDDEN,
  detail: "Only Route 53's health checkers may request this path.",
};

/** Returns a statement that matches a path in any spelling: with escapes, dots or repeated slashes. */
function pathIs(path: string) {
  const escaped = path.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\/+$/, "");
  return {
    regex_string: `^/*${escaped}/*$`,
    field_to_match: { uri_path: {} },
    text_transformation: [
      { priority: 0, type: "URL_DECODE" },
      { priority: 1, type: "NORMALIZE_PATH" },
    ],
  };
}
