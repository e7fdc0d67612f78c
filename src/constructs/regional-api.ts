import { createHash } from "node:crypto";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { DefaultTokenResolver, type ITerraformDependable, StringConcat, Tokenization } from "cdktf";
import { Construct } from "constructs";
import type { OpenApiDocument } from "../../handlers/currency-exchange/openapi";
import type { Configuration, RegionConfiguration } from "../config";
import { ACCESS_LOG_FORMAT } from "./access-log";
import { apiBody } from "./api-body";
import { HealthCheckErrors } from "./health-check-errors";
import { requireCheckablePath } from "./health-check-path";
import type { LambdaFunction } from "./lambda-function";
import { LogGroup, type LogSettings } from "./log-group";
import type { Metric } from "./metrics";
import { networkPolicy } from "./network-policy";
import { Region } from "./region";

const STAGE_NAME = "live";

/** Far more than the checkers of all regions send to one region: about 70 requests per minute at the shortest interval. */
const CHECKS_THROTTLING = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };

export interface RegionalApiProps {
  readonly apiName: string;
  readonly document: OpenApiDocument;
  readonly handler: LambdaFunction;
  readonly handlerTimeoutSeconds: number;
  /**
   * Of each method by itself.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
   */
  readonly throttling: Configuration["throttling"];
  /** @default - no cache */
  readonly stageCache: RegionConfiguration["stageCache"];
  /**
   * Requested by Route 53's checkers. It has settings of its own: its answers are never cached, and the limits of other
   * methods do not apply to it.
   */
  readonly healthCheckPath: string;
  /** @default - everybody may call */
  readonly clientNetworks: readonly string[];
  /** Origins whose pages may read the API; `*` for all. */
  readonly corsOrigins: readonly string[];
  readonly logs: LogSettings;
  /** Whether paths under /v1 ask for a client's key. */
  readonly keysRequired: boolean;
}

/**
 * One region's REST API, deployed to its stage. It is reached by custom domain names only: the default
 * execute-api address is disabled.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
 */
export class RegionalApi extends Construct {
  readonly stage: ApiGatewayStage;
  /** By what names CloudWatch knows it. */
  readonly observed: { readonly name: string; readonly stage: string };
  /** The name of the log group. */
  readonly accessLogs: string;
  /** See `HealthCheckErrors`. */
  readonly healthCheckErrors: Metric;
  /** What a request needs beside the stage. */
  readonly readyWith: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: RegionalApiProps) {
    super(scope, id);
    const { name: region, provider } = Region.of(this);
    requireCheckablePath(props.healthCheckPath, props.document, props.keysRequired);

    const settings = {
      name: props.apiName,
      endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "dualstack" },
      disableExecuteApiEndpoint: true,
      /** Bytes from which on answers are compressed for clients that accept it. */
      minimumCompressionSize: "1024",
      ...(props.clientNetworks.length === 0
        ? {}
        : { policy: networkPolicy({ ...props, region, stage: STAGE_NAME }) }),
    };
    const body = (functionArn: string) =>
      apiBody({
        document: props.document,
        region,
        corsOrigins: props.corsOrigins,
        integrationUri: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
        timeoutSeconds: props.handlerTimeoutSeconds,
        cached: props.stageCache !== undefined,
        keysRequired: props.keysRequired,
      });
    const api = new ApiGatewayRestApi(this, "Resource", {
      provider,
      ...settings,
      // cdktf searches a long string that holds a token again from each of its braces.
      body: body(
        Tokenization.resolve(props.handler.aliasArn, {
          scope: this,
          preparing: false,
          resolver: new DefaultTokenResolver(new StringConcat()),
        }),
      ),
    });

    const permission = new LambdaPermission(this, "permission", {
      provider,
      statementId: "api-gateway",
      action: "lambda:InvokeFunction",
      functionName: props.handler.functionName,
      qualifier: props.handler.alias.name,
      principal: "apigateway.amazonaws.com",
      sourceArn: `${api.executionArn}/${STAGE_NAME}/*`,
    });

    // What a deployment freezes, as known at synth. Hashing the resource would redeploy whenever the provider
    // adds an attribute to it; hashing nothing would never redeploy.
    const deployed = JSON.stringify([body(props.handler.functionName), settings]);
    const deployment = new ApiGatewayDeployment(this, "deployment", {
      provider,
      restApiId: api.id,
      triggers: { document: createHash("sha256").update(deployed).digest("hex") },
      lifecycle: { createBeforeDestroy: true },
    });

    this.observed = { name: props.apiName, stage: STAGE_NAME };
    this.accessLogs = `/aws/apigateway/${props.apiName}/access`;
    const accessLogs = new LogGroup(this, "access_logs", { name: this.accessLogs, settings: props.logs });
    this.healthCheckErrors = new HealthCheckErrors(this, "health_check_errors", {
      apiName: props.apiName,
      accessLogs: accessLogs.resource.name,
      healthCheckPath: props.healthCheckPath,
    }).metric;
    // API Gateway would make it, with a retention of for ever.
    const executionLogs = new LogGroup(this, "execution_logs", {
      name: `API-Gateway-Execution-Logs_${api.id}/${STAGE_NAME}`,
      settings: props.logs,
    });

    this.stage = new ApiGatewayStage(this, "stage", {
      provider,
      restApiId: api.id,
      deploymentId: deployment.id,
      stageName: STAGE_NAME,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: accessLogs.resource.arn, format: ACCESS_LOG_FORMAT },
      ...(props.stageCache === undefined
        ? {}
        : { cacheClusterEnabled: true, cacheClusterSize: props.stageCache.sizeGb }),
      dependsOn: [executionLogs.resource],
    });

    const methods = {
      // Metrics of the whole stage are free; of each method, they are billed one by one.
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
      methodPath: `${props.healthCheckPath.replace(/^\//, "")}/GET`,
      settings: { ...methods, ...CHECKS_THROTTLING, cachingEnabled: false },
    });
    this.readyWith = [permission, methodSettings, healthCheckSettings, props.handler.alias];
  }
}
