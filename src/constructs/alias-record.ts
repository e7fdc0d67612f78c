import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record, type Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AliasTarget } from "./custom-domain";

/** The routing policy that chooses among the records of one name. */
export type RoutingPolicy =
  | { readonly type: "simple" }
  | { readonly type: "latency"; readonly region: string }
  | { readonly type: "failover"; readonly role: "PRIMARY" | "SECONDARY" };

export interface AliasRecordProps {
  readonly provider: AwsProvider;
  readonly zoneId: string;
  readonly name: string;
  readonly policy: RoutingPolicy;
  readonly target: AliasTarget;
  readonly evaluateTargetHealth: boolean;
  /** @default - the record itself is always healthy */
  readonly healthCheckId?: string;
  /** A target in the same zone must exist first: Route 53 rejects an alias to a missing record. */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * An alias record for IPv4 (A) and one for IPv6 (AAAA), so that clients of both kinds are routed the same way.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html
 */
export class AliasRecord extends Construct {
  /** The alias target for records that point to this one. */
  readonly aliasTarget: AliasTarget;
  readonly records: readonly Route53Record[];

  constructor(scope: Construct, id: string, props: AliasRecordProps) {
    super(scope, id);
    this.records = ["A", "AAAA"].map(
      (type) =>
        new Route53Record(this, type, {
          provider: props.provider,
          zoneId: props.zoneId,
          name: props.name,
          type,
          alias: {
            name: props.target.name,
            zoneId: props.target.zoneId,
            evaluateTargetHealth: props.evaluateTargetHealth,
          },
          ...(props.healthCheckId === undefined ? {} : { healthCheckId: props.healthCheckId }),
          ...routing(props.policy),
          dependsOn: [...(props.dependsOn ?? [])],
        }),
    );
    this.aliasTarget = { name: props.name, zoneId: props.zoneId };
  }
}

function routing(
  policy: RoutingPolicy,
): Pick<Route53RecordConfig, "setIdentifier" | "latencyRoutingPolicy" | "failoverRoutingPolicy"> {
  switch (policy.type) {
    case "simple":
      return {};
    case "latency":
      return { setIdentifier: policy.region, latencyRoutingPolicy: { region: policy.region } };
    case "failover":
      return { setIdentifier: policy.role.toLowerCase(), failoverRoutingPolicy: { type: policy.role } };
  }
}
