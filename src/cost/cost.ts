import { ofType, type Resource, type Terraform } from "../terraform";
import { PRICES } from "./prices";

/** One line of a monthly bill. */
export interface CostLine {
  readonly what: string;
  readonly quantity: string;
  /** US dollars per month. */
  readonly dollars: number;
}

const MINUTES = 730 * 60;

/**
 * With all eight checker regions and an interval of 30 s, Route 53 requests an endpoint about every two seconds:
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
const REQUESTS_A_MINUTE = 30;
const CHECKER_REGIONS = 8;

/** The regional endpoint of an S3 bucket. */
const BUCKET = /\.s3\.[a-z0-9-]+\.amazonaws\.com$/;

/** The upper bounds of a health check request: one item, and one line in each of two logs. */
const HEALTH_REQUEST = { seconds: 0.01, reads: 1, logBytes: 2048 };

/** Returns the monthly cost of a stack that only receives health check requests. */
export function costAtRest(stack: Terraform): readonly CostLine[] {
  const all = (type: string) => ofType(stack, type);
  const count = (what: string, resources: readonly unknown[], price: number): CostLine => ({
    what,
    quantity: String(resources.length),
    dollars: resources.length * price,
  });
  const alarms = all("aws_cloudwatch_metric_alarm");
  const rules = all("aws_wafv2_web_acl").flatMap(({ attributes }) => attributes.list("rule"));
  const checks = all("aws_route53_health_check");
  const features = checks.flatMap(({ attributes }) => [
    ...((attributes.knownText("type") ?? "").startsWith("HTTPS") ? ["HTTPS"] : []),
    ...((attributes.knownText("type") ?? "").endsWith("_STR_MATCH") ? ["string matching"] : []),
    ...(attributes.number("request_interval") === 10 ? ["10-second interval"] : []),
    ...(attributes.flag("measure_latency") === true ? ["latency"] : []),
  ]);
  const asking = checks.filter(({ attributes }) => attributes.get("type") !== "CALCULATED");
  const ofBuckets = asking.filter(({ attributes }) => BUCKET.test(attributes.knownText("fqdn") ?? ""));
  const requests = sum(asking.filter((check) => !ofBuckets.includes(check)).map(requestsOf));
  const memory = memoryGigabytes(all("aws_lambda_function"));
  const logs = (requests * HEALTH_REQUEST.logBytes) / 1e9;
  const each = (what: string, quantity: number, price: number, unit: string): CostLine => ({
    what: `Health check requests: ${what}`,
    quantity: `${quantity.toFixed(2)} ${unit}`,
    dollars: quantity * price,
  });
  const lines = [
    count("Alarms, by evaluated metrics", alarms.flatMap(metricsOf), PRICES.alarmMetric),
    count("Composite alarms", all("aws_cloudwatch_composite_alarm"), PRICES.compositeAlarm),
    count("Dashboards", all("aws_cloudwatch_dashboard"), PRICES.dashboard),
    count("Custom metrics", customMetrics(stack), PRICES.customMetric),
    count("KMS keys", all("aws_kms_key"), PRICES.key),
    count("Web ACLs", all("aws_wafv2_web_acl"), PRICES.webAcl),
    count("Web ACL rules", rules, PRICES.webAclRule),
    count("Hosted zones", all("aws_route53_zone"), PRICES.hostedZone),
    count("Health checks", checks, PRICES.healthCheck),
    count(
      "Health check features: HTTPS, string matching, 10-second interval",
      features,
      PRICES.healthCheckFeature,
    ),
    ...all("aws_api_gateway_stage").flatMap(cacheLine),
    each("API Gateway", requests / 1e6, PRICES.millionApiCalls, "million"),
    each("WAF", all("aws_wafv2_web_acl").length > 0 ? requests / 1e6 : 0, PRICES.millionInspected, "million"),
    each("Lambda, invocations", requests / 1e6, PRICES.millionInvocations, "million"),
    each("Lambda, duration", requests * HEALTH_REQUEST.seconds * memory, PRICES.gigabyteSecond, "GB-seconds"),
    each("DynamoDB", (requests * HEALTH_REQUEST.reads) / 1e6, PRICES.millionReads, "million"),
    each("S3", sum(ofBuckets.map(requestsOf)) / 1e6, PRICES.millionObjects, "million"),
    each("logs, written and stored", logs, PRICES.logsGigabyte + PRICES.logsGigabyteMonth, "GB"),
  ];
  return lines.filter(({ dollars }) => dollars >= 0.005);
}

/**
 * Returns the X-Ray cost per million requests of a region with the given request rate. A sampling rule traces each
 * second's first requests, up to its reservoir, and a fixed share of the rest. In a quiet API, it traces all requests.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function tracingPerMillion(stack: Terraform, requestsPerSecond: number): number {
  const shares = ofType(stack, "aws_xray_sampling_rule")
    .filter(({ attributes }) => attributes.knownText("url_path") === "*")
    .map(({ attributes }) => {
      const beyond = Math.max(0, requestsPerSecond - (attributes.knownNumber("reservoir_size") ?? 0));
      return 1 - (beyond * (1 - (attributes.knownNumber("fixed_rate") ?? 0))) / requestsPerSecond;
    });
  return Math.max(0, ...shares) * PRICES.millionTraces;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function requestsOf({ attributes }: Resource): number {
  const interval = attributes.knownNumber("request_interval") ?? 30;
  const regions = attributes.list("regions").length;
  const share = (regions === 0 ? CHECKER_REGIONS : regions) / CHECKER_REGIONS;
  return MINUTES * REQUESTS_A_MINUTE * share * (30 / interval);
}

function metricsOf({ attributes }: Resource): readonly unknown[] {
  const queries = attributes.blocks("metric_query").filter((query) => query.get("metric") !== undefined);
  return queries.length === 0 ? [attributes] : queries;
}

/**
 * Returns the custom metrics of alarms, dashboards and metric filters. CloudWatch bills one per combination of dimension
 * values.
 */
function customMetrics(stack: Terraform): readonly string[] {
  const idOf = (
    namespace: string | undefined,
    name: string | undefined,
    dimensions: readonly unknown[],
    region: string | undefined,
  ) => `${namespace}/${name} ${dimensions.join(" ")} in ${region}`;
  const watched = ofType(stack, "aws_cloudwatch_metric_alarm").flatMap(({ region, attributes }) =>
    [attributes, ...attributes.blocks("metric_query").flatMap((query) => query.blocks("metric"))]
      .filter((metric) => metric.knownText("namespace") !== undefined)
      .map((metric) => {
        const dimensions = Object.entries(metric.get("dimensions") ?? {}).flat();
        return idOf(metric.knownText("namespace"), metric.knownText("metric_name"), dimensions, region);
      }),
  );
  const drawn = ofType(stack, "aws_cloudwatch_dashboard").flatMap(({ attributes }) =>
    // ["Namespace","Metric","Dimension","value",{…,"region":"us-east-1"}]
    [
      ...String(attributes.text("dashboard_body") ?? "").matchAll(
        /\["([^"]+)","([^"]+)"((?:,"[^"]+")*),\{[^}]*"region":"([^"]+)"/g,
      ),
    ].map(([, namespace, name, dimensions, region]) =>
      idOf(namespace, name, dimensions?.match(/[^",]+/g) ?? [], region),
    ),
  );
  const filtered = ofType(stack, "aws_cloudwatch_log_metric_filter").flatMap(({ region, attributes }) =>
    attributes
      .blocks("metric_transformation")
      .map((metric) => idOf(metric.knownText("namespace"), metric.knownText("name"), [], region)),
  );
  return [...new Set([...watched, ...drawn, ...filtered])].filter((metric) => !metric.startsWith("AWS/"));
}

/** Returns the memory of the largest function, which is assumed to answer requests. */
function memoryGigabytes(functions: readonly Resource[]): number {
  const sizes = functions.flatMap(({ attributes }) => attributes.knownNumber("memory_size") ?? []);
  return Math.max(0, ...sizes) / 1024;
}

function cacheLine({ attributes, region }: Resource): readonly CostLine[] {
  const size = attributes.knownText("cache_cluster_size");
  const price = Object.entries(PRICES.cacheHour).find(([gigabytes]) => gigabytes === size)?.[1];
  return price === undefined
    ? []
    : [{ what: `Stage cache in ${region}`, quantity: `${size} GB`, dollars: price * 730 }];
}

/** Returns the lines as a Markdown table with their sum. */
export function costTable(lines: readonly CostLine[]): string {
  const total = sum(lines.map(({ dollars }) => dollars));
  return [
    "| line | quantity | $ per month |",
    "| --- | ---: | ---: |",
    ...lines.map(({ what, quantity, dollars }) => `| ${what} | ${quantity} | ${dollars.toFixed(2)} |`),
    `| **total** | | **${total.toFixed(2)}** |`,
  ].join("\n");
}

/** Returns a sentence with the X-Ray cost of a quiet API and of busier ones. */
export function tracingSentence(stack: Terraform): string {
  const [quiet, busier, busy] = [1, 10, 100].map((rate) => `$${tracingPerMillion(stack, rate).toFixed(2)}`);
  return `X-Ray adds ${quiet} per million requests in a region that gets one request per second or fewer, ${busier} at 10 requests per second, and ${busy} at 100.`;
}
