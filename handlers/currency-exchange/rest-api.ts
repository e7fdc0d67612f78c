import type { Parameters } from "../http/parameters";
import { RestApi, type RestApiProps } from "../rest-api";
import { OPERATIONS, type OperationId } from "./openapi";
import { operations, type Service } from "./operations";
import { NAMESPACE } from "./telemetry";

/** The currency exchange API of one region. */
export function currencyExchangeApi(
  service: Service,
  props: Pick<RestApiProps<OperationId>, "corsOrigins" | "cached" | "clock">,
): RestApi<OperationId> {
  return new RestApi({
    ...props,
    region: service.region,
    namespace: NAMESPACE,
    endpoints: OPERATIONS,
    answer: (operationId, call) => operations[operationId](service, call),
    logged: (operationId, parameters) =>
      operationId === "getConversion" ? { pair: pairOf(parameters) } : {},
  });
}

/** Returns the pair that the saved query of conversions counts by. Metrics per pair would each be billed. */
function pairOf({ from = "", to = "" }: Parameters): string {
  return `${from}/${to}`.toUpperCase();
}
