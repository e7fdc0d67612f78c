import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Construct } from "constructs";
import type { Configuration } from "../config";

export interface HostedZoneProps {
  readonly provider: AwsProvider;
  /** A zone to create, or the id and name of one that exists. */
  readonly zone: Configuration["hostedZone"];
}

/**
 * The public hosted zone that holds the API's names. A created zone answers only once its parent domain
 * delegates to `nameServers`; certificates are not issued before.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/CreatingHostedZone.html
 */
export class HostedZone extends Construct {
  readonly zoneId: string;
  /** Only of a zone that this stack creates. */
  readonly nameServers: string[] | undefined;

  constructor(scope: Construct, id: string, props: HostedZoneProps) {
    super(scope, id);
    if ("id" in props.zone) {
      this.zoneId = props.zone.id;
      return;
    }
    const zone = new Route53Zone(this, "Resource", { provider: props.provider, name: props.zone.create });
    this.zoneId = zone.zoneId;
    this.nameServers = zone.nameServers;
  }
}
