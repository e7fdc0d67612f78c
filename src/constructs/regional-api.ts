import { createHash } from "node:crypto";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { DefaultTokenResolver, type ITerraformDependable, StringConcat, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { ACCESS_LOG_FORMAT } from "./access-log";
import { type ApiBodyProps, apiBody } from "./api-body";
import { HealthCheckErrors } from "./health-check-errors";
import type { LambdaFunction } from "./lambda-function";
import { LogGroup, type LogSettings } from "./log-group";
import type { Metric } from "./metrics";
import { networkPolicy } from "./network-policy";
import type { OpenApiDocument } from "./openapi-document";
import { Region } from "./region";

export const STAGE_NAME = "live";

/**
 * Far more than all checker regions send to one region, which is about 70 requests per minute at the shortest interval.
 */
const CHECKS_THROTTLING = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };

/** Limits per method and region. */
export interface Throttling {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** API Gateway's stage cache, billed by the hour whether it is used or not. */
export interface StageCache {
  readonly sizeGb: "0.5" | "1.6" | "6.1" | "13.5" | "28.4" | "58.2" | "118" | "237";
  readonly ttlSeconds: number;
}

export interface RegionalApiProps extends Pick<ApiBodyProps, "corsOrigins" | "keysRequired"> {
  readonly apiName: string;
  /** The path that Route 53's checkers request. */
  readonly healthCheckPath: string;
  readonly document: OpenApiDocument;
  /** The function for every operation that is not in `operations`. */
  readonly handler: LambdaFunction;
  /** Functions of single operations, by `operationId`. */
  readonly operations: ReadonlyMap<string, LambdaFunction>;
  /**
   * Limits per method. The health check has its own limits, and its responses are never cached.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
   */
  readonly throttling: Throttling;
  /** @default - no cache */
  readonly stageCache: StageCache | undefined;
  /** The only networks that may call the API. @default - all networks */
  readonly clientNetworks: readonly string[];
  readonly logs: LogSettings;
  /** Whether X-Ray traces requests. */
  readonly traced: boolean;
  /** The namespace of `HealthCheckErrors`. @default - no such metric */
  readonly healthCheckErrors: string | undefined;
}

/**
 * One region's REST API, deployed to its stage. Clients reach it by custom domain names only; the default execute-api
 * endpoint is disabled.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
 */
export class RegionalApi extends Construct {
  readonly stage: ApiGatewayStage;
  readonly resource: ApiGatewayRestApi;
  readonly accessLogs: LogGroup;
  /** See `HealthCheckErrors`. */
  readonly healthCheckErrors: Metric | undefined;
  /** Resources other than the stage that must exist before requests succeed. */
  readonly readyWith: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: RegionalApiProps) {
    super(scope, id);
    const { name: region, provider } = Region.of(this);
    const settings = {
      name: props.apiName,
      endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "dualstack" },
      disableExecuteApiEndpoint: true,
      /** Responses of at least this many bytes are compressed for clients that accept it. */
      minimumCompressionSize: "1024",
      ...(props.clientNetworks.length === 0
        ? {}
        : { policy: networkPolicy({ ...props, region, stage: STAGE_NAME }) }),
    };
    const body = (nameOf: (handler: LambdaFunction) => string) =>
      apiBody({
        ...props,
        region,
        integrationOf: (operationId) => {
          const handler = props.operations.get(operationId ?? "") ?? props.handler;
          const uri = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${nameOf(handler)}/invocations`;
          return { uri, timeoutSeconds: handler.timeoutSeconds };
        },
        cached: props.stageCache !== undefined,
      });
    this.resource = new ApiGatewayRestApi(this, "Resource", {
      provider,
      ...settings,
      body: body(({ aliasArn }) => asTerraformText(this, aliasArn)),
    });
    const api = this.resource;

    const handlers = [...new Set([props.handler, ...props.operations.values()])];
    // Without `statementId`, the provider chooses a unique one. If the API was deleted and is created again, Terraform
    // creates the new permission before it removes the old one, and Lambda rejects two statements with the same id.
    const permissions = handlers.map(
      (handler) =>
        new LambdaPermission(
          this,
          handler === props.handler ? "permission" : `permission_${handler.node.id}`,
          {
            provider,
            action: "lambda:InvokeFunction",
            functionName: handler.functionName,
            qualifier: handler.alias.name,
            principal: "apigateway.amazonaws.com",
            sourceArn: `${api.executionArn}/${STAGE_NAME}/*`,
          },
        ),
    );

    // Everything that a deployment freezes, as known at synth. Hashing the resource would redeploy whenever the
    // provider adds an attribute to it; hashing nothing would never redeploy.
    const deployed = JSON.stringify([body(({ functionName }) => functionName), settings]);
    const deployment = new ApiGatewayDeployment(this, "deployment", {
      provider,
      restApiId: api.id,
      triggers: { document: createHash("sha256").update(deployed).digest("hex") },
      lifecycle: { createBeforeDestroy: true },
    });

    this.accessLogs = new LogGroup(this, "access_logs", {
      name: `/aws/apigateway/${props.apiName}/access`,
      settings: props.logs,
    });
    this.healthCheckErrors =
      props.healthCheckErrors === undefined
        ? undefined
        : new HealthCheckErrors(this, "health_check_errors", {
            namespace: props.healthCheckErrors,
            apiName: props.apiName,
            accessLogs: this.accessLogs.resource.name,
            healthCheckPath: props.healthCheckPath,
          }).metric;
    // Otherwise API Gateway would create it with unlimited retention.
    const executionLogs = new LogGroup(this, "execution_logs", {
      name: `API-Gateway-Execution-Logs_${api.id}/${STAGE_NAME}`,
      settings: props.logs,
    });

    this.stage = new ApiGatewayStage(this, "stage", {
      provider,
      restApiId: api.id,
      deploymentId: deployment.id,
      stageName: STAGE_NAME,
      xrayTracingEnabled: props.traced,
      accessLogSettings: { destinationArn: this.accessLogs.resource.arn, format: ACCESS_LOG_FORMAT },
      ...(props.stageCache === undefined
        ? {}
        : { cacheClusterEnabled: true, cacheClusterSize: props.stageCache.sizeGb }),
      dependsOn: [executionLogs.resource],
    });

    const methods = {
      // Metrics of the whole stage are free; metrics per method are billed.
      metricsEnabled: false,
      loggingLevel: "ERROR",
      dataTraceEnabled: false,
      throttlingRateLimit: props.throttling.requestsPerSecond,
      throttlingBurstLimit: props.throttling.burst,
    };
    const methodSettings = new ApiGatewayMethodSettings(this, "methods", {
      provider,
      restApiId: api.id,
      stageName: this.stage.stageName,
      methodPath: "*/*",
      settings: {
        ...methods,
        ...(props.stageCache === undefined
          ? {}
          : {
              cachingEnabled: true,
              cacheDataEncrypted: true,
              cacheTtlInSeconds: props.stageCache.ttlSeconds,
            }),
      },
    });
    const healthCheckSettings = new ApiGatewayMethodSettings(this, "health_check_method", {
      provider,
      restApiId: api.id,
      stageName: this.stage.stageName,
      methodPath: methodPath(props.healthCheckPath, "GET"),
      settings: { ...methods, ...CHECKS_THROTTLING, cachingEnabled: false },
      // API Gateway rejects concurrent changes to a stage.
      dependsOn: [methodSettings],
    });
    this.readyWith = [
      ...permissions,
      methodSettings,
      healthCheckSettings,
      ...handlers.map(({ alias }) => alias),
    ];
  }
}

/**
 * Returns the key of a method's settings. With an unescaped slash, API Gateway stores settings that it never applies.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/apigateway/update-stage.html
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/9738
 */
function methodPath(path: string, method: string): string {
  return `${path.replaceAll("/", "~1")}/${method}`;
}

/** Replaces tokens by expressions. In a long text with many tokens, CDKTF would search to the end for each of them. */
function asTerraformText(scope: Construct, text: string): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(text, { scope, resolver, preparing: false });
}
