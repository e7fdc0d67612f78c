import { synthStack } from "./synth";

/** What AWS allows in the names and descriptions of each type: https://docs.aws.amazon.com/, at the page named beside it. */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  // acm/latest/APIReference/API_RequestCertificate.html: the first name is the subject's common name
  aws_acm_certificate: { domain_name: /^.{1,64}$/ },
  // apigateway/latest/api/API_CreateApiKey.html, API_CreateUsagePlan.html, API_CreateRestApi.html
  aws_api_gateway_api_key: { name: /^[^\p{C}]{1,1024}$/u },
  aws_api_gateway_rest_api: { name: /^[^\p{C}]{1,1024}$/u },
  aws_api_gateway_usage_plan: { name: /^[^\p{C}]{1,1024}$/u },
  // apigateway/latest/developerguide/how-to-custom-domains.html
  aws_api_gateway_domain_name: { domain_name: /^([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/ },
  // apigateway/latest/api/API_CreateStage.html
  aws_api_gateway_stage: { stage_name: /^\w{1,128}$/ },
  // AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html, API_PutMetricAlarm.html
  aws_cloudwatch_composite_alarm: { alarm_name: /^[!-~]{1,255}$/, alarm_description: /^.{0,1024}$/ },
  aws_cloudwatch_metric_alarm: { alarm_name: /^[!-~]{1,255}$/, alarm_description: /^.{0,1024}$/ },
  // AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
  aws_cloudwatch_dashboard: { dashboard_name: /^[\w-]{1,255}$/ },
  // AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  aws_cloudwatch_log_group: { name: /^[.\-_/#A-Za-z0-9]{1,512}$/ },
  // AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
  aws_cloudwatch_log_metric_filter: { name: /^[^:*]{1,512}$/ },
  // AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
  aws_cloudwatch_query_definition: { name: /^[^\p{C}]{1,255}$/u },
  // amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
  aws_dynamodb_table: { name: /^[\w.-]{3,255}$/ },
  // IAM/latest/APIReference/API_CreateRole.html, API_PutRolePolicy.html
  aws_iam_role: {
    name: /^[\w+=,.@-]{1,64}$/,
    description: /^[\t\n\r -~\u00a1-\u00ff]{0,1000}$/,
  },
  aws_iam_role_policy: { name: /^[\w+=,.@-]{1,128}$/ },
  // kms/latest/APIReference/API_CreateAlias.html
  aws_kms_alias: { name: /^alias\/(?!aws\/)[\w/-]{1,250}$/ },
  // kms/latest/APIReference/API_CreateKey.html
  aws_kms_key: { description: /^.{0,8192}$/ },
  // lambda/latest/api/API_CreateFunction.html, API_CreateAlias.html
  aws_lambda_function: { function_name: /^[\w-]{1,64}$/, description: /^.{0,256}$/ },
  aws_lambda_alias: { name: /^(?!\d+$)[\w-]{1,128}$/, description: /^.{0,256}$/ },
  // Route53/latest/DeveloperGuide/DomainNameFormat.html, APIReference/API_HealthCheckConfig.html, API_ResourceRecordSet.html
  aws_route53_health_check: { fqdn: /^.{1,255}$/, resource_path: /^\/.{0,254}$/ },
  aws_route53_record: { name: /^(?=.{1,253}$)([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/ },
  aws_route53_zone: { name: /^(?=.{1,253}$)([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/ },
  // AmazonS3/latest/userguide/bucketnamingrules.html
  aws_s3_bucket: { bucket: /^(?!xn--|sthree-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/ },
  // scheduler/latest/APIReference/API_CreateSchedule.html
  aws_scheduler_schedule: { name: /^[\w.-]{1,64}$/ },
  // sns/latest/api/API_CreateTopic.html
  aws_sns_topic: { name: /^[\w-]{1,256}$/ },
  // waf/latest/APIReference/API_CreateIPSet.html, API_CreateWebACL.html
  aws_wafv2_ip_set: {
    name: /^[\w-]{1,128}$/,
    description: /^[\w+=:#@/,.-][\w+=:#@/,.\s-]{1,254}[\w+=:#@/,.-]$/,
  },
  aws_wafv2_web_acl: { name: /^[\w-]{1,128}$/ },
  // xray/latest/api/API_CreateGroup.html, API_SamplingRule.html
  aws_xray_group: { group_name: /^[^\p{C}]{1,32}$/u },
  aws_xray_sampling_rule: {
    rule_name: /^[^\p{C}]{1,32}$/u,
    url_path: /^.{1,128}$/,
    service_name: /^.{1,64}$/,
  },
};

/** Attributes that are names or descriptions, without those that repeat another resource's name and the ids of records. */
const NAMES =
  /^(name|alarm_name|(alarm_)?description|bucket|dashboard_name|function_name|group_name|rule_name|stage_name)$/;
const REPEATED =
  /^(aws_s3_bucket_\w+\.bucket|aws_lambda_(alias|permission)\.function_name|aws_api_gateway_\w+\.stage_name)$/;

const everything = {
  encryption: "customer-keys",
  canary: { enabled: true },
  clients: { names: ["a", "b".repeat(30)] },
  alarmEmails: ["oncall@example.com"],
};
/** All of the region names have nine to fourteen characters. */
const SHORT_REGIONS = { "us-east-1": {}, "eu-west-1": {} };
const LONG_REGIONS = { "ap-northeast-1": {}, "ap-southeast-2": {} };

describe.each([
  [
    "of the shortest names",
    { name: "abc", domainName: "a.co", hostedZone: { create: "a.co" }, regions: SHORT_REGIONS },
  ],
  [
    "of the longest names",
    {
      name: `a${"b".repeat(21)}`,
      domainName: `${"c".repeat(52)}.example.com`,
      hostedZone: { create: "example.com" },
      regions: LONG_REGIONS,
      table: { home: "ap-northeast-1" },
    },
  ],
])("AWS accepts the names and descriptions of all resources %s", (_, settings) => {
  const stack = synthStack({ ...everything, ...settings });

  test.each(Object.entries(ALLOWED))("%s", (type, attributes) => {
    const resources = stack.all(type);
    expect(resources).not.toEqual([]);
    for (const [attribute, allowed] of Object.entries(attributes)) {
      // A calculated health check, for example, requests no path.
      const named = resources.filter((resource) => resource[attribute] !== undefined);
      expect(named).not.toEqual([]);
      for (const resource of named) {
        expect({ [attribute]: known(resource[attribute]) }).toEqual({
          [attribute]: expect.stringMatching(allowed),
        });
      }
    }
  });

  test("and each type that has a name or a description is in the table", () => {
    const missing = stack.addresses.flatMap((address) => {
      const [type = ""] = address.split(".");
      return Object.keys(stack.at(address)).filter(
        (attribute) =>
          NAMES.test(attribute) &&
          !REPEATED.test(`${type}.${attribute}`) &&
          ALLOWED[type]?.[attribute] === undefined,
      );
    });
    expect(missing).toEqual([]);
  });
});

/** What AWS gives: the id of an API, or the name of a validation record. */
function known(name: unknown): string {
  return String(name).replaceAll(/\$\{[^}]*\}/g, "0123456789.ab");
}

test("addresses that differ only in a symbol are two subscriptions", () => {
  const stack = synthStack({
    alarmEmails: ["on.call@example.com", "on_call@example.com", "on-call@example.com"],
  });
  const id = "us-east-1_alarm_topic_on_call_example_com";
  expect(stack.at(`aws_sns_topic_subscription.${id}`)).toMatchObject({ endpoint: "on.call@example.com" });
  expect(stack.at(`aws_sns_topic_subscription.${id}_2`)).toMatchObject({ endpoint: "on_call@example.com" });
  expect(stack.at(`aws_sns_topic_subscription.${id}_3`)).toMatchObject({ endpoint: "on-call@example.com" });
});

describe("the health check's path", () => {
  const withPath =
    (path: string, more: object = {}) =>
    () =>
      synthStack({ healthCheck: { path }, ...more });

  test.each(["/status", "/openapi.json", "/v1/currencies"])("may be %s", (path) => {
    expect(withPath(path)).not.toThrow();
  });

  test.each([
    ["/health", "an operation that the API does not have"],
    ["/v1/convert", "an operation with required parameters"],
    ["/v1/rates/2026-01-02", "a path with a parameter"],
    ["/status/", "another path than /status"],
  ])("may not be %s, %s", (path) => {
    expect(withPath(path)).toThrow(
      `healthCheck.path: "${path}" must be a GET operation that needs no key and no parameters (/, /openapi.json, /status, `,
    );
  });

  test("must not require a client key", () => {
    expect(withPath("/v1/currencies", { clients: { names: ["acme"] } })).toThrow(
      'healthCheck.path: "/v1/currencies" must be a GET operation',
    );
  });
});
