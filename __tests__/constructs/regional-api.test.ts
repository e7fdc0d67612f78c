import "./setup";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { AssetType, TerraformAsset, Testing } from "cdktf";
import { z } from "zod";
import { openApiDocument } from "../../handlers/currency-exchange/openapi";
import { LambdaFunction } from "../../src/constructs/lambda-function";
import { readOpenApiDocument } from "../../src/constructs/openapi-document";
import { Region } from "../../src/constructs/region";
import { RegionalApi, type RegionalApiProps } from "../../src/constructs/regional-api";
import { bundleFile, parsed, Synthesized, synthStack, synthStackFile } from "./synth";

function synthApi(
  changed: Partial<RegionalApiProps> = {},
  { functionName = "rates-api", timeoutSeconds = 5 } = {},
): string {
  return Testing.synthScope((scope) => {
    const region = new Region(scope, { name: "us-east-1", tags: {} });
    const handler = new LambdaFunction(region, "api", {
      functionName,
      description: "Answers",
      bundle: new TerraformAsset(region, "bundle", { path: bundleFile(), type: AssetType.FILE }),
      environment: {},
      memoryMb: 128,
      timeoutSeconds,
      reservedConcurrency: undefined,
      logs: { retentionDays: 30, keyArn: undefined },
      roles: { scope: region, provider: region.provider },
      accountId: "111122223333",
      traced: true,
      coldStartNamespace: undefined,
    });
    new RegionalApi(region, "gateway", {
      apiName: "rates",
      document: readOpenApiDocument(openApiDocument),
      handler,
      operations: new Map(),
      throttling: { requestsPerSecond: 50, burst: 80 },
      stageCache: undefined,
      healthCheckPath: "/health-check",
      clientNetworks: [],
      corsOrigins: [],
      logs: { retentionDays: 30, keyArn: undefined },
      keysRequired: false,
      traced: true,
      healthCheckErrors: "Rates/HealthCheckErrors",
      ...changed,
    });
  });
}

const synthesized = synthApi();

const body = (text: string) => parsed(new Synthesized(text).only("aws_api_gateway_rest_api")["body"]);
const trigger = (text: string) => new Synthesized(text).only("aws_api_gateway_deployment")["triggers"];

describe("clients' networks", () => {
  const clientNetworks = ["192.0.2.0/24", "2001:db8::/32"];
  const policy = (changed: Partial<RegionalApiProps>) =>
    z
      .object({ Statement: z.array(z.record(z.string(), z.unknown())) })
      .parse(parsed(new Synthesized(synthApi(changed)).only("aws_api_gateway_rest_api")["policy"])).Statement;

  test("alone may call the API; anyone may request the health check's path", () => {
    const allow = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke" };
    expect(policy({ clientNetworks, healthCheckPath: "/v1/currencies" })).toEqual([
      {
        ...allow,
        Sid: "ClientNetworks",
        Resource: "*",
        Condition: { IpAddress: { "aws:SourceIp": clientNetworks } },
      },
      {
        ...allow,
        Sid: "HealthCheck",
        Resource: "arn:aws:execute-api:us-east-1:*:*/live/GET/v1/currencies",
      },
    ]);
  });

  test("are redeployed when they change", () => {
    expect(trigger(synthApi({ clientNetworks }))).not.toEqual(
      trigger(synthApi({ clientNetworks: ["192.0.2.0/25"] })),
    );
    expect(trigger(synthApi({ clientNetworks }))).not.toEqual(trigger(synthesized));
  });

  test("are in the API's own policy, and not in its document, where the provider loses changes", () => {
    expect(synthesized).not.toHaveResourceWithProperties(ApiGatewayRestApi, { policy: expect.anything() });
    expect(body(synthApi({ clientNetworks }))).not.toHaveProperty("x-amazon-apigateway-policy");
  });
});

describe("the API", () => {
  test("is regional, dual-stack, and reachable only by its custom names", () => {
    expect(synthesized).toHaveResourceWithProperties(ApiGatewayRestApi, {
      endpoint_configuration: { types: ["REGIONAL"], ip_address_type: "dualstack" },
      disable_execute_api_endpoint: true,
    });
  });

  test("integrates every operation with the function's live alias", () => {
    const uri =
      "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:rates-api:live/invocations";
    for (const [path, methods] of Object.entries(openApiDocument.paths)) {
      for (const method of Object.keys(methods)) {
        expect(body(synthesized)).toHaveProperty(
          [`paths`, path, method, "x-amazon-apigateway-integration"],
          expect.objectContaining({ type: "aws_proxy", httpMethod: "POST", uri, timeoutInMillis: 5000 }),
        );
      }
    }
  });

  test("validates required parameters and returns its own errors as problem+json", () => {
    expect(body(synthesized)).toMatchObject({
      "x-amazon-apigateway-request-validator": "all",
      "x-amazon-apigateway-request-validators": { all: { validateRequestParameters: true } },
      "x-amazon-apigateway-gateway-responses": {
        DEFAULT_4XX: {
          responseParameters: { "gatewayresponse.header.Content-Type": "'application/problem+json'" },
        },
        DEFAULT_5XX: {
          responseParameters: { "gatewayresponse.header.Content-Type": "'application/problem+json'" },
        },
        MISSING_AUTHENTICATION_TOKEN: { statusCode: 404 },
        THROTTLED: { statusCode: 429 },
      },
    });
  });
});

describe("a deployment", () => {
  const base = trigger(synthesized);

  test("does not change if the document does not", () => {
    expect(trigger(synthApi())).toEqual(base);
  });

  test.each<[string, () => string]>([
    [
      "the document",
      () =>
        synthApi({
          document: readOpenApiDocument({
            ...openApiDocument,
            paths: { "/health-check": openApiDocument.paths["/health-check"] ?? {} },
          }),
        }),
    ],
    ["the integrated function", () => synthApi({}, { functionName: "other-api" })],
    ["the integration timeout", () => synthApi({}, { timeoutSeconds: 6 })],
    ["the stage cache", () => synthApi({ stageCache: { sizeGb: "0.5", ttlSeconds: 60 } })],
  ])("is replaced when %s changes", (_what, changed) => {
    expect(trigger(changed())).not.toEqual(base);
  });

  test.each<[string, () => string]>([
    ["throttling", () => synthApi({ throttling: { requestsPerSecond: 1, burst: 1 } })],
    ["log retention", () => synthApi({ logs: { retentionDays: 7, keyArn: undefined } })],
  ])("is kept when %s changes", (_what, changed) => {
    expect(trigger(changed())).toEqual(base);
  });

  test("is created before the old one is destroyed", () => {
    expect(synthesized).toHaveResourceWithProperties(ApiGatewayDeployment, {
      lifecycle: { create_before_destroy: true },
    });
  });
});

describe("the stage", () => {
  test("traces requests and logs one JSON object per request", () => {
    expect(synthesized).toHaveResourceWithProperties(ApiGatewayStage, {
      xray_tracing_enabled: true,
      access_log_settings: expect.objectContaining({
        format: expect.stringMatching(/^\{.*\$context\.requestId.*\}$/),
      }),
    });
  });

  test("throttles requests and logs errors without request data", () => {
    expect(synthesized).toHaveResourceWithProperties(ApiGatewayMethodSettings, {
      method_path: "*/*",
      settings: {
        throttling_rate_limit: 50,
        throttling_burst_limit: 80,
        logging_level: "ERROR",
        data_trace_enabled: false,
        metrics_enabled: false,
      },
    });
  });

  test("serves the health check with capacity of its own, whatever the other methods are throttled to", () => {
    const throttled = synthApi({ throttling: { requestsPerSecond: 1, burst: 1 } });
    expect(throttled).toHaveResourceWithProperties(ApiGatewayMethodSettings, {
      method_path: "~1health-check/GET",
      settings: expect.objectContaining({ throttling_rate_limit: 100, throttling_burst_limit: 200 }),
    });
  });

  test("escapes each slash in the key of a method's settings, without which API Gateway ignores them", () => {
    const nested = synthApi({ healthCheckPath: "/v1/latest" });
    expect(nested).toHaveResourceWithProperties(ApiGatewayMethodSettings, {
      method_path: "~1v1~1latest/GET",
      depends_on: [expect.stringMatching(/^aws_api_gateway_method_settings\..*methods/)],
    });
  });

  test("is created after its execution log group, which API Gateway would create without a retention", () => {
    expect(synthesized).toHaveResourceWithProperties(CloudwatchLogGroup, {
      name: expect.stringMatching(
        /^API-Gateway-Execution-Logs_\$\{aws_api_gateway_rest_api\..*\.id\}\/live$/,
      ),
      retention_in_days: 30,
    });
    expect(synthesized).toHaveResourceWithProperties(ApiGatewayStage, {
      depends_on: [expect.stringMatching(/^aws_cloudwatch_log_group\..*execution_logs/)],
    });
  });
});

describe("a stage cache", () => {
  const cached = synthApi({ stageCache: { sizeGb: "0.5", ttlSeconds: 90 } });

  test("caches each query separately", () => {
    expect(body(cached)).toHaveProperty(
      ["paths", "/v1/latest", "get", "x-amazon-apigateway-integration", "cacheKeyParameters"],
      expect.arrayContaining(["method.request.querystring.base", "method.request.querystring.symbols"]),
    );
  });

  test("never serves the health check", () => {
    expect(cached).toHaveResourceWithProperties(ApiGatewayMethodSettings, {
      method_path: "~1health-check/GET",
      settings: expect.objectContaining({ caching_enabled: false }),
    });
  });

  test("exists only in the regions that configure one", () => {
    expect(synthesized).not.toHaveResourceWithProperties(ApiGatewayStage, {
      cache_cluster_enabled: expect.anything(),
    });
    const stack = synthStack({
      regions: { "us-east-1": { stageCache: { sizeGb: "0.5" } }, "eu-west-1": {} },
    });
    expect(stack.at("aws_api_gateway_stage.us-east-1_gateway_stage")).toMatchObject({
      cache_cluster_size: "0.5",
    });
    expect(stack.at("aws_api_gateway_stage.eu-west-1_gateway_stage")).not.toHaveProperty(
      "cache_cluster_size",
    );
  });
});

describe("clients' keys", () => {
  const stack = synthStack({ clients: { names: ["acme"], requestsPerDay: 1000 } });

  test("are required under /v1, except for preflight requests, and not for the health check", () => {
    const security = ["paths", "/v1/latest", "get", "security"];
    expect(body(synthApi({ keysRequired: true }))).toHaveProperty(security, [{ client: [] }]);
    expect(body(synthApi({ keysRequired: true }))).not.toHaveProperty([
      "paths",
      "/v1/latest",
      "options",
      "security",
    ]);
    expect(body(synthApi({ keysRequired: true }))).not.toHaveProperty([
      "paths",
      "/status",
      "get",
      "security",
    ]);
    expect(body(synthesized)).not.toHaveProperty(security);
  });

  test("are created in the table's home region and valid in every other", () => {
    expect(stack.at("aws_api_gateway_api_key.us-east-1_clients_acme")).not.toHaveProperty("value");
    expect(stack.at("aws_api_gateway_api_key.eu-west-1_clients_acme")).toMatchObject({
      value: "${aws_api_gateway_api_key.us-east-1_clients_acme.value}",
    });
  });

  test("stay the same when a region is added that comes first in the alphabet", () => {
    const regions = { "ap-south-1": {}, "eu-west-1": {}, "us-east-1": {} };
    const more = synthStack({ clients: { names: ["acme"] }, regions });
    expect(more.at("aws_api_gateway_api_key.us-east-1_clients_acme")).not.toHaveProperty("value");
  });

  test("are limited by each region's usage plan", () => {
    expect(stack.at("aws_api_gateway_usage_plan.eu-west-1_clients")).toMatchObject({
      throttle_settings: { rate_limit: 10, burst_limit: 20 },
      quota_settings: { limit: 1000, period: "DAY" },
    });
    expect(synthStack().all("aws_api_gateway_usage_plan")).toEqual([]);
  });
});

test("API Gateway may invoke the alias only for this API's stage", () => {
  expect(synthesized).toHaveResourceWithProperties(LambdaPermission, {
    principal: "apigateway.amazonaws.com",
    qualifier: expect.stringMatching(/^\$\{aws_lambda_alias\./),
    source_arn: expect.stringMatching(/^\$\{aws_api_gateway_rest_api\..*\.execution_arn\}\/live\/\*$/),
  });
});

test("a permission for a new API with the same name can be created before the old one is removed", () => {
  expect(new Synthesized(synthesized).only("aws_lambda_permission")).not.toHaveProperty("statement_id");
});

describe("custom domains", () => {
  test("of the shared and pinned names require TLS 1.2 and are dual-stack", () => {
    for (const domainName of ["api.example.com", "eu-west-1.api.example.com"]) {
      expect(synthStackFile({})).toHaveResourceWithProperties(ApiGatewayDomainName, {
        provider: "aws.eu-west-1",
        domain_name: domainName,
        security_policy: "TLS_1_2",
        endpoint_configuration: { types: ["REGIONAL"], ip_address_type: "dualstack" },
        regional_certificate_arn:
          "${aws_acm_certificate_validation.eu-west-1_certificate_issued.certificate_arn}",
      });
    }
  });
});
