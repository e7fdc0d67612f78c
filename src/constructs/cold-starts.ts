import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { Construct } from "constructs";
import type { LogGroup } from "./log-group";
import { Region } from "./region";

export interface ColdStartsProps {
  /** A metric in it is named after its function. */
  readonly namespace: string;
  readonly functionName: string;
  readonly logGroup: LogGroup;
}

/**
 * How long each cold start of a function took, in milliseconds, as Lambda's own report in the function's JSON log says
 * it; how many values there are is how many cold starts there were. Lambda has no such metric. The report is written at
 * the system log level INFO.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export class ColdStarts extends Construct {
  constructor(scope: Construct, id: string, props: ColdStartsProps) {
    super(scope, id);
    new CloudwatchLogMetricFilter(this, "Resource", {
      provider: Region.of(this).provider,
      name: "cold-starts",
      logGroupName: props.logGroup.resource.name,
      pattern: '{ ($.type = "platform.report") && ($.record.metrics.initDurationMs = *) }',
      metricTransformation: {
        namespace: props.namespace,
        name: props.functionName,
        value: "$.record.metrics.initDurationMs",
        unit: "Milliseconds",
      },
    });
  }
}
