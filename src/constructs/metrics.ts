/** The identity of a metric in CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
export const apiMetric = (
  api: { readonly name: string; readonly stage: string },
  name: "Count" | "4XXError" | "5XXError" | "Latency",
): Metric => ({ namespace: "AWS/ApiGateway", name, dimensions: { ApiName: api.name, Stage: api.stage } });

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export const functionMetric = (functionName: string, name: string): Metric => ({
  namespace: "AWS/Lambda",
  name,
  dimensions: { FunctionName: functionName },
});

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export const tableMetric = (tableName: string, name: string): Metric => ({
  namespace: "AWS/DynamoDB",
  name,
  dimensions: { TableName: tableName },
});

/** Milliseconds until a write reaches another region. */
export const replicationLatency = (tableName: string, to: string): Metric => ({
  namespace: "AWS/DynamoDB",
  name: "ReplicationLatency",
  dimensions: { TableName: tableName, ReceivingRegion: to },
});

/** 1 while healthy. The metric is in us-east-1, whichever region is checked. */
export const healthCheckStatus = (healthCheckId: string): Metric => ({
  namespace: "AWS/Route53",
  name: "HealthCheckStatus",
  dimensions: { HealthCheckId: healthCheckId },
});

/** The number of healthy children of a calculated check. The metric is in us-east-1. */
export const healthyChildren = (healthCheckId: string): Metric => ({
  namespace: "AWS/Route53",
  name: "ChildHealthCheckHealthyCount",
  dimensions: { HealthCheckId: healthCheckId },
});

/** A metric that a function writes in CloudWatch's embedded metric format. */
export const ownMetric = (namespace: string, functionName: string, name: string): Metric => ({
  namespace,
  name,
  dimensions: { FunctionName: functionName },
});

/** A canary's metric of one target. */
export const canaryMetric = (
  namespace: string,
  canaryFunction: string,
  target: string,
  name: "CanarySuccess" | "CanaryLatency",
): Metric => ({
  namespace,
  name,
  dimensions: { FunctionName: canaryFunction, target },
});

/** The namespace of cold starts; each metric has its function's name. */
export function coldStartNamespace(namespace: string): string {
  return `${namespace}/ColdStarts`;
}
