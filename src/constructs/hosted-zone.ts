import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Construct } from "constructs";

/** A public hosted zone. */
export interface IHostedZone {
  readonly zoneId: string;
  /** Such as `example.com`. */
  readonly zoneName: string;
}

/** A hosted zone that exists, or the name of one to create. */
export type HostedZoneInput = IHostedZone | { readonly create: string };

export interface HostedZoneProps {
  readonly provider: AwsProvider;
  readonly zoneName: string;
}

/**
 * A public hosted zone that holds the API's names. It answers only once its parent domain delegates to `nameServers`;
 * certificates are not issued before.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/CreatingHostedZone.html
 */
export class HostedZone extends Construct implements IHostedZone {
  readonly zoneId: string;
  readonly zoneName: string;
  readonly nameServers: string[];
  readonly resource: Route53Zone;

  /** A hosted zone that exists. */
  static fromHostedZoneId(zoneId: string, zoneName: string): IHostedZone {
    return { zoneId, zoneName };
  }

  constructor(scope: Construct, id: string, props: HostedZoneProps) {
    super(scope, id);
    this.resource = new Route53Zone(this, "Resource", { provider: props.provider, name: props.zoneName });
    this.zoneId = this.resource.zoneId;
    this.zoneName = props.zoneName;
    this.nameServers = this.resource.nameServers;
  }
}
