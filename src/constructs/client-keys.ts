import { ApiGatewayApiKey } from "@cdktf/provider-aws/lib/api-gateway-api-key";
import type { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { ApiGatewayUsagePlan } from "@cdktf/provider-aws/lib/api-gateway-usage-plan";
import { ApiGatewayUsagePlanKey } from "@cdktf/provider-aws/lib/api-gateway-usage-plan-key";
import { Construct } from "constructs";
import { Region } from "./region";

/** The clients that call an API with a key, and each client's limits per region. */
export interface ClientSettings {
  readonly names: readonly string[];
  readonly requestsPerSecond: number;
  readonly burst: number;
  /** @default - no quota */
  readonly requestsPerDay?: number | undefined;
}

export interface ClientKeysProps {
  readonly name: string;
  readonly stage: ApiGatewayStage;
  readonly clients: ClientSettings;
  /** Another region's keys, to use the same values. @default - AWS generates the values */
  readonly sameAs: ClientKeys | undefined;
}

/**
 * A region's API keys, one per client, under one usage plan. A client's key has the same value in every region, so it
 * keeps working after a failover. Each region counts the limits separately. The values are in the state, marked as
 * sensitive: Terraform cannot create API Gateway keys without reading their values.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export class ClientKeys extends Construct {
  /** The keys, by client. */
  readonly values: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, props: ClientKeysProps) {
    super(scope, id);
    const { provider } = Region.of(this);
    const { clients } = props;
    const plan = new ApiGatewayUsagePlan(this, "Resource", {
      provider,
      name: props.name,
      apiStages: [{ apiId: props.stage.restApiId, stage: props.stage.stageName }],
      throttleSettings: { rateLimit: clients.requestsPerSecond, burstLimit: clients.burst },
      ...(clients.requestsPerDay === undefined
        ? {}
        : { quotaSettings: { limit: clients.requestsPerDay, period: "DAY" } }),
    });
    this.values = new Map(
      clients.names.map((client) => {
        const value = props.sameAs?.values.get(client);
        const key = new ApiGatewayApiKey(this, client, {
          provider,
          name: `${props.name}-${client}`,
          ...(value === undefined ? {} : { value }),
        });
        new ApiGatewayUsagePlanKey(this, `${client}_plan`, {
          provider,
          usagePlanId: plan.id,
          keyId: key.id,
          keyType: "API_KEY",
        });
        return [client, key.value];
      }),
    );
  }
}
