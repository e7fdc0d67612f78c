import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping";
import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
import type { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { Construct } from "constructs";
import { Region } from "./region";

export interface CustomDomainProps {
  readonly domainName: string;
  /** ARN of an issued certificate of this region that has the name. */
  readonly certificateArn: string;
  readonly stage: ApiGatewayStage;
}

/** The alias target for one region's API. */
export interface AliasTarget {
  readonly name: string;
  readonly zoneId: string;
}

/**
 * A regional custom domain name, IPv4 and IPv6, TLS 1.2 and newer, with the whole stage behind it. The same name may
 * exist in several regions: Route 53 decides which one a client reaches.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-regional-api-custom-domain-create.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-custom-domain-ip-address-type.html
 */
export class CustomDomain extends Construct {
  readonly aliasTarget: AliasTarget;
  readonly mapping: ApiGatewayBasePathMapping;

  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, id);
    const { provider } = Region.of(this);
    const domain = new ApiGatewayDomainName(this, "Resource", {
      provider,
      domainName: props.domainName,
      regionalCertificateArn: props.certificateArn,
      endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "dualstack" },
      securityPolicy: "TLS_1_2",
    });
    this.mapping = new ApiGatewayBasePathMapping(this, "mapping", {
      provider,
      domainName: domain.domainName,
      apiId: props.stage.restApiId,
      stageName: props.stage.stageName,
    });
    this.aliasTarget = { name: domain.regionalDomainName, zoneId: domain.regionalZoneId };
  }
}
