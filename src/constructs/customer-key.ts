import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { Region } from "./region";

export interface CustomerKeyProps {
  /** Name of the key's alias, without `alias/`. */
  readonly alias: string;
  readonly description: string;
}

/**
 * A region's own customer managed key, rotated every year. Every replica of a table has a key of its own region.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables-security.html
 */
export class CustomerKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CustomerKeyProps) {
    super(scope, id);
    const { provider } = Region.of(this);
    const key = new KmsKey(this, "Resource", {
      provider,
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
    new KmsAlias(this, "alias", { provider, name: `alias/${props.alias}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}
