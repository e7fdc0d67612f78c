import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { Construct } from "constructs";
import type { LogGroup } from "./log-group";
import { Region } from "./region";

export interface ColdStartsProps {
  /** Namespace of the metrics; each metric has its function's name. */
  readonly namespace: string;
  readonly functionName: string;
  readonly logGroup: LogGroup;
}

/**
 * A metric of the duration of a function's cold starts, in milliseconds, from Lambda's report in the function's JSON
 * log. Its sample count is the number of cold starts. Lambda has no such metric. Lambda writes the report at the system
 * log level INFO.
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
