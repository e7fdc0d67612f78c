import { policyOf } from "./policy-document";

/** The REST API of a network policy, and the networks that may call it. */
export interface NetworkPolicyProps {
  readonly region: string;
  readonly stage: string;
  /** In CIDR notation, IPv4 and IPv6. */
  readonly clientNetworks: readonly string[];
  readonly healthCheckPath: string;
}

/**
 * A resource policy that allows requests only from the clients' networks. The health check path stays open, because the
 * web ACL limits it to Route 53's checkers.
 *
 * `*` stands for this API: its ARN is not known before it exists, and AWS returns `execute-api:/*` as a different text.
 * The policy is an argument of the API because provider 5.100 loses changes to a policy in the OpenAPI document:
 * https://github.com/hashicorp/terraform-provider-aws/issues/38515
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 */
export function networkPolicy(props: NetworkPolicyProps): string {
  // With any other principal, API Gateway would require signed requests.
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
