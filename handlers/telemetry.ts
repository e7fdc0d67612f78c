import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";

/**
 * Logs, metrics (as embedded metric format, in the logs) and traces of one function.
 *
 * @param service - the function, such as `api`
 * @see https://docs.powertools.aws.dev/lambda/typescript/latest/
 */
export function telemetry(service: string) {
  return {
    logger: new Logger({ serviceName: service }),
    metrics: new Metrics({ namespace: "CurrencyExchange", serviceName: service }),
    tracer: new Tracer({ serviceName: service }),
  };
}
