import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { policyOf } from "./policy-document";
import { Region } from "./region";

export interface CustomerKeyProps {
  /** Name of the key's alias, without `alias/`. */
  readonly alias: string;
  readonly accountId: string;
}

/**
 * A region's own key, rotated every year, for that region's alarms and optionally its data and logs. IAM policies of
 * the account grant access to it. The only services that may use it are CloudWatch and CloudWatch Logs, and only for
 * this account.
 *
 * Alarms always need it: CloudWatch cannot publish to a topic that is encrypted with the AWS managed key of SNS.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export class CustomerKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CustomerKeyProps) {
    super(scope, id);
    const { name: region, provider } = Region.of(this);
    const key = new KmsKey(this, "Resource", {
      provider,
      description: `${props.alias} in ${region}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: keyPolicy(region, props.accountId),
    });
    new KmsAlias(this, "alias", { provider, name: `alias/${props.alias}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

function keyPolicy(region: string, accountId: string): string {
  return policyOf([
    {
      Sid: "AccountDecides",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
    {
      Sid: "AlarmsPublish",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
    {
      Sid: "LogsEncrypt",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      Resource: "*",
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*`,
        },
      },
    },
  ]);
}
