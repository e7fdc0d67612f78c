import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";

export interface HealthRecordProps {
  readonly provider: AwsProvider;
  readonly zoneId: string;
  readonly name: string;
  readonly healthCheckId: string;
}

/**
 * A TXT record that returns the status of a region's health check, `healthy` or `unhealthy`, even while the region is
 * evacuated. Anyone can query it, without credentials or a control plane.
 */
export class HealthRecord extends Construct {
  constructor(scope: Construct, id: string, props: HealthRecordProps) {
    super(scope, id);
    const record = (role: "PRIMARY" | "SECONDARY", value: string, check: { healthCheckId?: string }) =>
      new Route53Record(this, value, {
        provider: props.provider,
        zoneId: props.zoneId,
        name: props.name,
        type: "TXT",
        ttl: 60,
        records: [value],
        setIdentifier: value,
        failoverRoutingPolicy: { type: role },
        ...check,
      });
    record("PRIMARY", "healthy", { healthCheckId: props.healthCheckId });
    record("SECONDARY", "unhealthy", {});
  }
}
