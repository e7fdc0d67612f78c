import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { policyOf } from "./policy-document";
import { Region } from "./region";

export interface AlarmTopicProps {
  readonly topicName: string;
  readonly keyArn: string;
  readonly accountId: string;
  /** Who is told; AWS asks each address once whether it wants to be. */
  readonly emails: readonly string[];
}

/**
 * Where a region's alarms go: encrypted, and published to by this account's alarms alone.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { provider } = Region.of(this);
    const topic = new SnsTopic(this, "Resource", {
      provider,
      name: props.topicName,
      kmsMasterKeyId: props.keyArn,
    });
    new SnsTopicPolicy(this, "policy", {
      provider,
      arn: topic.arn,
      policy: policyOf([
        {
          Sid: "AlarmsPublish",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { StringEquals: { "aws:SourceAccount": props.accountId } },
        },
      ]),
    });
    for (const [emailId, email] of withIds(props.emails)) {
      new SnsTopicSubscription(this, emailId, {
        provider,
        topicArn: topic.arn,
        protocol: "email",
        endpoint: email,
      });
    }
    this.arn = topic.arn;
  }
}

/**
 * Ids of letters, digits and underscores. An address that differs from an earlier one only in another character gets a
 * number.
 */
function withIds(emails: readonly string[]): [string, string][] {
  const ids = emails.map((email) => email.replace(/[^A-Za-z0-9]/g, "_"));
  return emails.map((email, index) => {
    const id = ids[index] ?? "";
    const earlier = ids.slice(0, index).filter((other) => other === id).length;
    return [earlier === 0 ? id : `${id}_${earlier + 1}`, email];
  });
}
