import { policyOf } from "./policy-document";

/** Of a network policy: which REST API, and who may call it. */
export interface NetworkPolicyProps {
  readonly region: string;
  readonly stage: string;
  /** In CIDR notation, IPv4 and IPv6. */
  readonly clientNetworks: readonly string[];
  readonly healthCheckPath: string;
}

/**
 * A resource policy that lets in the clients' networks alone, and everybody to the path of the health check, which the
 * web ACL opens to Route 53's checkers only.
 *
 * `*` is this API: its own ARN, which AWS would write in its place, is not known before it is there, and
 * `execute-api:/*` reads back as another text. It is set as an argument of the API, for in its OpenAPI document provider
 * 5.100 loses changes: https://github.com/hashicorp/terraform-provider-aws/issues/38515
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 */
export function networkPolicy(props: NetworkPolicyProps): string {
  // With any other principal, API Gateway would ask for signed requests.
  const allow = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke" };
  return policyOf([
    {
      ...allow,
      Sid: "ClientNetworks",
      Resource: "*",
      Condition: { IpAddress: { "aws:SourceIp": props.clientNetworks } },
    },
    {
      ...allow,
      Sid: "HealthCheck",
      Resource: `arn:aws:execute-api:${props.region}:*:*/${props.stage}/GET${props.healthCheckPath}`,
    },
  ]);
}
