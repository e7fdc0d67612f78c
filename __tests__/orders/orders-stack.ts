import type { Construct } from "constructs";
import { Environment } from "../../handlers/environment";
import { GlobalApi, type GlobalApiProps, GlobalApiStack } from "../../src/constructs";
import { document } from "./service/openapi";

export interface OrdersStackProps extends Partial<GlobalApiProps> {
  /** The zip of the function. */
  readonly bundle: string;
}

/** Orders on two regions: the smallest stack, to which a configuration adds parts. */
export class OrdersStack extends GlobalApiStack {
  readonly api: GlobalApi;

  constructor(scope: Construct, { bundle, ...parts }: OrdersStackProps) {
    super(scope, "orders", { stateBackend: { type: "local" } });
    this.api = new GlobalApi(this, "orders", {
      regions: ["us-east-1", "eu-west-1"],
      domainName: "orders.example.com",
      hostedZone: { create: "example.com" },
      document,
      ...parts,
    });
    const events = this.api.addTable("events", { timeToLiveAttribute: false });
    const answer = this.api.addFunction("answer", {
      bundle,
      environment: { [Environment.tableName]: events.tableName },
    });
    events.grantReadWrite(answer);
    this.api.answerWith(answer);
  }
}

/** Everything that a small API does without. */
export const SMALL = {
  webAcl: false,
  alarms: false,
  dashboards: false,
  savedQueries: false,
  tracing: false,
  evacuation: false,
} satisfies Partial<GlobalApiProps>;
