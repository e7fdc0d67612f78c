import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { DynamodbTableReplicaA } from "@cdktf/provider-aws/lib/dynamodb-table-replica";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { GuardRail } from "./guard-rails";
import { Region } from "./region";

/** The guard rails that check the resources of a region and compare them with other regions. */
export const STACK_RAILS: readonly GuardRail[] = [
  {
    id: "GR20",
    reason: "If regions differ, clients get different behavior after a failover.",
    link: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html",
    severity: "warning",
    faults: (node) => differences(node),
  },
  {
    id: "GR21",
    reason: "Failures without an alarm last longer.",
    link: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_monitor_aws_resources_notification_monitor.html",
    severity: "error",
    faults: (node) => {
      const name = observedName(node);
      const region = name === undefined ? undefined : Region.find(node);
      return name === undefined || region === undefined || alarmed(region).has(name)
        ? []
        : [`${name} has no alarm`];
    },
  },
  {
    id: "GR22",
    reason: "A stage without a web ACL serves known attackers.",
    link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html",
    severity: "error",
    faults: (node) =>
      node instanceof Region && has(node, ApiGatewayStage) && !has(node, Wafv2WebAclAssociation)
        ? ["the stage has no web ACL"]
        : [],
  },
];

type ResourceClass = abstract new (...args: never[]) => TerraformResource;

function has(region: Region, kind: ResourceClass): boolean {
  return region.node.findAll().some((node) => node instanceof kind);
}

/** Returns the name of a function or a table in CloudWatch. */
function observedName(node: IConstruct): string | undefined {
  if (node instanceof LambdaFunction) {
    return node.functionNameInput;
  }
  return node instanceof DynamodbTable ? node.nameInput : undefined;
}

/** Returns everything that a region's alarms measure. */
function alarmed(region: Region): Set<string> {
  return new Set(
    region.node
      .findAll()
      .filter((node) => node instanceof CloudwatchMetricAlarm)
      .flatMap(({ dimensionsInput }) => Object.values(dimensionsInput ?? {})),
  );
}

/** Returns the differences between the regions directly under a node. */
function differences(parent: IConstruct): string[] {
  const regions = parent.node.children
    .filter((node) => node instanceof Region)
    .filter((region) => has(region, LambdaFunction));
  const everyName = regions.map(({ name }) => name);
  const contents = new Map(regions.map((region) => [region.name, contentsOf(region, everyName)]));
  const union = new Set([...contents.values()].flatMap((content) => [...content]));
  return [...union].flatMap((what) => {
    const without = everyName.filter((name) => !contents.get(name)?.has(what));
    return without.length === 0 ? [] : [`${without.join(" and ")} has no ${what}, but another region does`];
  });
}

/**
 * Returns a region's resources by type and place, without the names of regions. The table and its replicas count as the
 * same. Metric alarms are left out, because one region watches what all regions share.
 */
function contentsOf(region: Region, everyName: readonly string[]): Set<string> {
  return new Set(
    region.node
      .findAll()
      .filter((node) => TerraformResource.isTerraformResource(node))
      .filter((node) => !(node instanceof CloudwatchMetricAlarm))
      .map((node) => {
        const type =
          node instanceof DynamodbTableReplicaA ? DynamodbTable.tfResourceType : node.terraformResourceType;
        const place = node.node.path.slice(region.node.path.length + 1);
        return `${type} ${everyName.reduce((text, name) => text.replaceAll(name, "<region>"), place)}`;
      }),
  );
}
