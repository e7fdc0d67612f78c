import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Construct } from "constructs";

/** A public hosted zone. */
export interface IHostedZone {
  readonly zoneId: string;
  /** The domain name, such as `example.com`. */
  readonly zoneName: string;
}

/** An existing hosted zone, or the name of one to create. */
export type HostedZoneInput = IHostedZone | { readonly create: string };

export interface HostedZoneProps {
  readonly provider: AwsProvider;
  readonly zoneName: string;
}

/**
 * A public hosted zone for the API's names. It takes effect once its parent domain delegates to `nameServers`; ACM
 * issues no certificates before.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/CreatingHostedZone.html
 */
export class HostedZone extends Construct implements IHostedZone {
  readonly zoneId: string;
  readonly zoneName: string;
  readonly nameServers: string[];
  readonly resource: Route53Zone;

  /** Refers to an existing hosted zone. */
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
