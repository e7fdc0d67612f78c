import type { FunctionModel } from "../stack/functions";

/**
 * Returns the environment variables of a version's process: the function's own and Lambda's. No call to AWS leaves
 * this machine, because the endpoints of services without a local emulator point to a closed port.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function executionEnvironment(model: FunctionModel, version: string): Record<string, string> {
  return {
    ...model.environment,
    AWS_REGION: model.region,
    AWS_DEFAULT_REGION: model.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_EXECUTION_ENV: `AWS_Lambda_${model.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_FORMAT: model.logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${model.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
    NODE_PATH: "",
    PATH: process.env["PATH"] ?? "",
    TZ: ":UTC",
  };
}

/** This machine's variables for proxies, for a function that reaches the real internet. */
export function proxyEnvironment(): Record<string, string> {
  const names = /^(https?_proxy|no_proxy|node_use_env_proxy)$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value = ""]) => (names.test(name) ? [[name, value]] : [])),
  );
}
