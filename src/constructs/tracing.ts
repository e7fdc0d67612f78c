import { XrayGroup } from "@cdktf/provider-aws/lib/xray-group";
import { XraySamplingRule } from "@cdktf/provider-aws/lib/xray-sampling-rule";
import { Construct } from "constructs";
import { Region } from "./region";

export interface TracingProps {
  readonly name: string;
  /** Percentage of requests to trace beyond the first per second. */
  readonly samplePercent: number;
  readonly slowMilliseconds: number;
  readonly healthCheckPath: string;
}

/**
 * The sampling rules of a region, and two groups that find the traces worth reading. X-Ray decides when a request
 * begins, before its outcome is known, so it samples errors like other requests: one per second and a percentage of the
 * rest. Most requests of a quiet API are health checks, so only one in a thousand of those is traced.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export class Tracing extends Construct {
  constructor(scope: Construct, id: string, props: TracingProps) {
    super(scope, id);
    const { provider } = Region.of(this);
    const anything = {
      provider,
      version: 1,
      serviceName: `${props.name}/*`,
      serviceType: "*",
      host: "*",
      httpMethod: "*",
      resourceArn: "*",
    };
    new XraySamplingRule(this, "health_checks", {
      ...anything,
      ruleName: `${props.name}-health`,
      priority: 100,
      urlPath: props.healthCheckPath,
      reservoirSize: 0,
      fixedRate: 0.001,
    });
    new XraySamplingRule(this, "requests", {
      ...anything,
      ruleName: `${props.name}-requests`,
      priority: 200,
      urlPath: "*",
      reservoirSize: 1,
      fixedRate: props.samplePercent / 100,
    });
    new XrayGroup(this, "errors", {
      provider,
      groupName: `${props.name}-errors`,
      filterExpression: `service("${props.name}/live") { fault OR error }`,
      insightsConfiguration: { insightsEnabled: true, notificationsEnabled: false },
    });
    new XrayGroup(this, "slow", {
      provider,
      groupName: `${props.name}-slow`,
      filterExpression: `service("${props.name}/live") { responsetime > ${props.slowMilliseconds / 1000} }`,
      insightsConfiguration: { insightsEnabled: false, notificationsEnabled: false },
    });
  }
}
