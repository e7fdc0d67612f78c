import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { Construct } from "constructs";
import type { Metric } from "./metrics";
import { Region } from "./region";

export interface HealthCheckErrorsProps {
  readonly namespace: string;
  /** The API's name, which is also the metric's name. */
  readonly apiName: string;
  readonly accessLogs: string;
  readonly healthCheckPath: string;
}

/**
 * A metric of the share of health check requests that the region answered with a server error. Route 53's metrics exist
 * in us-east-1 only, so alarms in other regions cannot use them. API Gateway's metrics per method would each be billed.
 * Two filters on the access log make one metric, whose average is the share.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export class HealthCheckErrors extends Construct {
  readonly metric: Metric;

  constructor(scope: Construct, id: string, props: HealthCheckErrorsProps) {
    super(scope, id);
    this.metric = {
      namespace: props.namespace,
      name: props.apiName,
      dimensions: {},
    };
    const filter = (filterId: string, status: string, value: "0" | "1") =>
      new CloudwatchLogMetricFilter(this, filterId, {
        provider: Region.of(this).provider,
        name: `health-check-${filterId}`,
        logGroupName: props.accessLogs,
        pattern: `{ ($.resource = "${props.healthCheckPath}") && (${status}) }`,
        metricTransformation: { namespace: this.metric.namespace, name: this.metric.name, value },
      });
    filter("errors", '$.status = "5*"', "1");
    // The web ACL answers 403 to everyone but the checkers. Those requests would hide errors.
    filter("answers", '$.status != "5*" && $.status != "403"', "0");
  }
}
