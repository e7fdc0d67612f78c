import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import { Region } from "./region";

/** Settings of all log groups of a region. */
export interface LogSettings {
  readonly retentionDays: number;
  /** @default - encrypted with a key that AWS owns */
  readonly keyArn: string | undefined;
}

export interface LogGroupProps {
  readonly name: string;
  readonly settings: LogSettings;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html */
export class LogGroup extends Construct {
  readonly logGroupName: string;
  readonly resource: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    this.logGroupName = props.name;
    this.resource = new CloudwatchLogGroup(this, "Resource", {
      provider: Region.of(this).provider,
      name: props.name,
      retentionInDays: props.settings.retentionDays,
      ...(props.settings.keyArn === undefined ? {} : { kmsKeyId: props.settings.keyArn }),
    });
  }
}
