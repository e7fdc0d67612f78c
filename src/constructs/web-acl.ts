import type { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Configuration } from "../config";
import { LogGroup, type LogSettings } from "./log-group";
import { Region } from "./region";

/** AWS's own rule groups, in the order in which they are asked: the cheapest verdict first. */
const MANAGED_GROUPS = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesKnownBadInputsRuleSet",
];

export interface WebAclProps {
  readonly name: string;
  readonly stage: ApiGatewayStage;
  readonly webAcl: Configuration["webAcl"];
  readonly logs: LogSettings;
}

/**
 * What is kept from a region's API: known attackers, known attacks, and addresses that ask too often. In the mode
 * "count", all of it is only counted and logged, which is how a new rule should begin.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { provider } = Region.of(this);
    const { mode, requestsPerAddress } = props.webAcl;
    const visibility = (name: string) => ({
      metric_name: name,
      cloudwatch_metrics_enabled: true,
      sampled_requests_enabled: true,
    });
    // Without the provider's class for it: three quarters of a megabyte of code for statements that nobody here makes,
    // and the ones made are untyped there, too.
    const acl = new TerraformResource(this, "Resource", {
      provider,
      terraformResourceType: "aws_wafv2_web_acl",
      terraformGeneratorMetadata: {
        providerName: "aws",
        providerVersion: provider.terraformGeneratorMetadata?.providerVersion ?? "",
      },
    });
    const attributes = {
      name: props.name,
      scope: "REGIONAL",
      default_action: { allow: {} },
      visibility_config: visibility(props.name),
      rule: [
        {
          name: "RequestsPerAddress",
          priority: 0,
          action: mode === "block" ? { block: { custom_response: { response_code: 429 } } } : { count: {} },
          statement: {
            rate_based_statement: {
              limit: requestsPerAddress,
              aggregate_key_type: "IP",
              evaluation_window_sec: 300,
            },
          },
          visibility_config: visibility("RequestsPerAddress"),
        },
        ...MANAGED_GROUPS.map((name, index) => ({
          name,
          priority: index + 1,
          override_action: mode === "block" ? { none: {} } : { count: {} },
          statement: { managed_rule_group_statement: { vendor_name: "AWS", name } },
          visibility_config: visibility(name),
        })),
      ],
    };
    for (const [name, value] of Object.entries(attributes)) {
      acl.addOverride(name, value);
    }
    const arn = acl.getStringAttribute("arn");
    new Wafv2WebAclAssociation(this, "association", {
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
      // Requests that nothing objected to stand in the access log already.
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
