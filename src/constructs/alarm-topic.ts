import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { policyOf } from "./policy-document";
import { Region } from "./region";

/** An SNS topic that alarms of its region notify. A `SnsTopic` resource also qualifies. */
export interface ITopic {
  readonly arn: string;
}

export interface AlarmTopicProps {
  readonly topicName: string;
  readonly keyArn: string;
  readonly accountId: string;
  /** The email addresses to notify. AWS sends each of them one confirmation request. */
  readonly emails: readonly string[];
}

/**
 * The topic that a region's alarms notify. It is encrypted, and only this account's alarms can publish to it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class AlarmTopic extends Construct implements ITopic {
  readonly arn: string;
  readonly resource: SnsTopic;

  /** An existing topic, which must let CloudWatch publish to it. */
  static fromTopicArn(arn: string): ITopic {
    return { arn };
  }

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { provider } = Region.of(this);
    this.resource = new SnsTopic(this, "Resource", {
      provider,
      name: props.topicName,
      kmsMasterKeyId: props.keyArn,
    });
    new SnsTopicPolicy(this, "policy", {
      provider,
      arn: this.resource.arn,
      policy: policyOf([
        {
          Sid: "AlarmsPublish",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: this.resource.arn,
          Condition: { StringEquals: { "aws:SourceAccount": props.accountId } },
        },
      ]),
    });
    for (const [emailId, email] of withIds(props.emails)) {
      new SnsTopicSubscription(this, emailId, {
        provider,
        topicArn: this.resource.arn,
        protocol: "email",
        endpoint: email,
      });
    }
    this.arn = this.resource.arn;
  }
}

/** Returns ids of letters, digits and underscores. Addresses that differ only in other characters get a number. */
function withIds(emails: readonly string[]): [string, string][] {
  const ids = emails.map((email) => email.replace(/[^A-Za-z0-9]/g, "_"));
  return emails.map((email, index) => {
    const id = ids[index] ?? "";
    const earlier = ids.slice(0, index).filter((other) => other === id).length;
    return [earlier === 0 ? id : `${id}_${earlier + 1}`, email];
  });
}
