import { AssetType, TerraformAsset } from "cdktf";
import { z } from "zod";
import { openApiDocument } from "../../handlers/openapi";
import { LambdaFunction } from "../../src/constructs/lambda-function";
import { RegionalApi, type RegionalApiProps } from "../../src/constructs/regional-api";
import { bundleFile, parsed, synthRegion, synthStack } from "./synth";

function api(changed: Partial<RegionalApiProps> = {}, functionName = "rates-api") {
  return synthRegion((region) => {
    const handler = new LambdaFunction(region, "api", {
      functionName,
      description: "Answers",
      bundle: new TerraformAsset(region, "bundle", { path: bundleFile(), type: AssetType.FILE }),
      environment: {},
      memoryMb: 128,
      timeoutSeconds: 5,
      reservedConcurrency: undefined,
      logs: { retentionDays: 30, keyArn: undefined },
      roles: { scope: region, provider: region.provider },
      accountId: "111122223333",
      statements: [],
    });
    new RegionalApi(region, "gateway", {
      apiName: "rates",
      document: openApiDocument,
      handler,
      handlerTimeoutSeconds: 5,
      throttling: { requestsPerSecond: 50, burst: 80 },
      stageCache: undefined,
      healthCheckPath: "/status",
      clientNetworks: [],
      logs: { retentionDays: 30, keyArn: undefined },
      keysRequired: false,
      loggingEnabledBy: [],
      ...changed,
    });
  });
}

const body = (synthesized: ReturnType<typeof api>) =>
  parsed(synthesized.only("aws_api_gateway_rest_api")["body"]);
const trigger = (synthesized: ReturnType<typeof api>) =>
  synthesized.only("aws_api_gateway_deployment")["triggers"];

describe("clients' networks", () => {
  const clientNetworks = ["192.0.2.0/24", "2001:db8::/32"];
  const policy = (changed: Partial<RegionalApiProps>) =>
    z
      .object({ Statement: z.array(z.record(z.string(), z.unknown())) })
      .parse(parsed(api(changed).only("aws_api_gateway_rest_api")["policy"])).Statement;

  test("alone may call; everybody may call what the health check asks, and nothing else", () => {
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

  test("take effect at once: a change of them is deployed", () => {
    expect(trigger(api({ clientNetworks }))).not.toEqual(trigger(api({ clientNetworks: ["192.0.2.0/25"] })));
    expect(trigger(api({ clientNetworks }))).not.toEqual(trigger(api()));
  });

  test("leave no policy where there are none, and none in the document, where the provider would lose changes", () => {
    expect(api().only("aws_api_gateway_rest_api")["policy"]).toBeUndefined();
    expect(body(api({ clientNetworks }))).not.toHaveProperty("x-amazon-apigateway-policy");
  });
});

describe("the API", () => {
  test("is regional, for IPv4 and IPv6, and reached by custom names only", () => {
    expect(api().only("aws_api_gateway_rest_api")).toMatchObject({
      endpoint_configuration: { types: ["REGIONAL"], ip_address_type: "dualstack" },
      disable_execute_api_endpoint: true,
    });
  });

  test("integrates every operation with the function's live alias", () => {
    const uri =
      "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:rates-api:live/invocations";
    for (const [path, methods] of Object.entries(openApiDocument.paths)) {
      for (const method of Object.keys(methods)) {
        expect(body(api())).toHaveProperty(
          [`paths`, path, method, "x-amazon-apigateway-integration"],
          expect.objectContaining({ type: "aws_proxy", httpMethod: "POST", uri, timeoutInMillis: 5000 }),
        );
      }
    }
  });

  test("validates required parameters and answers its own errors as problem+json", () => {
    expect(body(api())).toMatchObject({
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
  const base = trigger(api());

  test("is the same for the same document", () => {
    expect(trigger(api())).toEqual(base);
  });

  test.each<[string, () => ReturnType<typeof api>]>([
    [
      "the document",
      () =>
        api({
          document: { ...openApiDocument, paths: { "/status": openApiDocument.paths["/status"] ?? {} } },
        }),
    ],
    ["the function that answers", () => api({}, "other-api")],
    ["how long the gateway waits", () => api({ handlerTimeoutSeconds: 6 })],
    ["the cache keys", () => api({ stageCache: { sizeGb: "0.5", ttlSeconds: 60 } })],
  ])("is made anew when %s changes", (_what, changed) => {
    expect(trigger(changed())).not.toEqual(base);
  });

  test.each<[string, () => ReturnType<typeof api>]>([
    ["throttling", () => api({ throttling: { requestsPerSecond: 1, burst: 1 } })],
    ["log retention", () => api({ logs: { retentionDays: 7, keyArn: undefined } })],
  ])("stays when %s changes", (_what, changed) => {
    expect(trigger(changed())).toEqual(base);
  });

  test("is made before the old one goes", () => {
    expect(api().only("aws_api_gateway_deployment")).toMatchObject({
      lifecycle: { create_before_destroy: true },
    });
  });
});

describe("the stage", () => {
  test("traces, and logs a JSON object a request", () => {
    const stage = api().only("aws_api_gateway_stage");
    expect(stage).toMatchObject({ xray_tracing_enabled: true });
    expect(stage["access_log_settings"]).toMatchObject({
      format: expect.stringMatching(/^\{.*\$context\.requestId.*\}$/),
    });
  });

  test("throttles, and logs errors without the data of requests", () => {
    expect(api().only("aws_api_gateway_method_settings")).toMatchObject({
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

  test("waits for the log group that API Gateway would make without a retention", () => {
    const names = api()
      .all("aws_cloudwatch_log_group")
      .map(({ name }) => name);
    expect(names).toContainEqual(
      expect.stringMatching(/^API-Gateway-Execution-Logs_\$\{aws_api_gateway_rest_api\..*\.id\}\/live$/),
    );
    expect(api().only("aws_api_gateway_stage")["depends_on"]).toContainEqual(
      expect.stringMatching(/execution_logs/),
    );
  });

  test("waits for the account's log role, without which AWS refuses it", () => {
    const stack = synthStack({ accountLogRole: "create" });
    expect(stack.at("aws_api_gateway_stage.us-east-1_gateway_stage")["depends_on"]).toContain(
      "aws_api_gateway_account.us-east-1_account",
    );
  });
});

describe("a stage cache", () => {
  const cached = api({ stageCache: { sizeGb: "0.5", ttlSeconds: 90 } });

  test("keeps the answers to different queries apart", () => {
    expect(body(cached)).toHaveProperty(
      ["paths", "/v1/latest", "get", "x-amazon-apigateway-integration", "cacheKeyParameters"],
      expect.arrayContaining(["method.request.querystring.base", "method.request.querystring.symbols"]),
    );
  });

  test("never answers for the health check", () => {
    const settings = cached.all("aws_api_gateway_method_settings");
    expect(settings).toContainEqual(
      expect.objectContaining({
        method_path: "status/GET",
        settings: expect.objectContaining({ caching_enabled: false }),
      }),
    );
  });

  test("is there only where a region asks for it", () => {
    expect(api().only("aws_api_gateway_stage")).not.toHaveProperty("cache_cluster_enabled");
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

  test("are asked for under /v1, and not by a browser's preflight or a health check", () => {
    const security = ["paths", "/v1/latest", "get", "security"];
    expect(body(api({ keysRequired: true }))).toHaveProperty(security, [{ client: [] }]);
    expect(body(api({ keysRequired: true }))).not.toHaveProperty([
      "paths",
      "/v1/latest",
      "options",
      "security",
    ]);
    expect(body(api({ keysRequired: true }))).not.toHaveProperty(["paths", "/status", "get", "security"]);
    expect(body(api())).not.toHaveProperty(security);
  });

  test("are made in the table's home region and valid in every other", () => {
    expect(stack.at("aws_api_gateway_api_key.us-east-1_clients_acme")).not.toHaveProperty("value");
    expect(stack.at("aws_api_gateway_api_key.eu-west-1_clients_acme")).toMatchObject({
      value: "${aws_api_gateway_api_key.us-east-1_clients_acme.value}",
    });
  });

  test("stay the same when a region comes that is earlier in the alphabet", () => {
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

test("API Gateway may invoke the alias for this API's stage only", () => {
  expect(api().only("aws_lambda_permission")).toMatchObject({
    principal: "apigateway.amazonaws.com",
    qualifier: expect.stringMatching(/^\$\{aws_lambda_alias\./),
    source_arn: expect.stringMatching(/^\$\{aws_api_gateway_rest_api\..*\.execution_arn\}\/live\/\*$/),
  });
});

describe("the account's log role", () => {
  test("is one role, set in every region", () => {
    const stack = synthStack({ accountLogRole: "create" });
    expect(stack.addresses).toContain("aws_iam_role.iam_gateway_logs");
    for (const region of ["us-east-1", "eu-west-1"]) {
      expect(stack.at(`aws_api_gateway_account.${region}_account`)).toMatchObject({
        provider: `aws.${region}`,
        cloudwatch_role_arn: "${aws_iam_role.iam_gateway_logs.arn}",
      });
    }
  });

  test("is left to the account where it exists", () => {
    const stack = synthStack({ accountLogRole: "existing" });
    expect(stack.all("aws_api_gateway_account")).toEqual([]);
    expect(stack.addresses).not.toContain("aws_iam_role.iam_gateway_logs");
  });
});

describe("custom domains", () => {
  test("of the shared and of the pinned name take TLS 1.2 and newer, over IPv4 and IPv6", () => {
    const stack = synthStack();
    const domains = { shared: "api.example.com", pinned: "eu-west-1.api.example.com" };
    for (const [name, domainName] of Object.entries(domains)) {
      expect(stack.at(`aws_api_gateway_domain_name.eu-west-1_${name}`)).toMatchObject({
        domain_name: domainName,
        security_policy: "TLS_1_2",
        endpoint_configuration: { types: ["REGIONAL"], ip_address_type: "dualstack" },
        regional_certificate_arn:
          "${aws_acm_certificate_validation.eu-west-1_certificate_issued.certificate_arn}",
      });
    }
  });
});
