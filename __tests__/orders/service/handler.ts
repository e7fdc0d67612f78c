import type { APIGatewayProxyResult, Context } from "aws-lambda";
import { Environment, required } from "../../../handlers/environment";
import { regionalReplica } from "../../../handlers/replica";
import { invocation } from "../../../handlers/tracing";
import type { EventShape } from "./event-shapes";
import { ordersApi } from "./orders-api";
import { OrdersTable } from "./orders-table";

/** Returns a handler that answers the API of orders from this region's replica. */
export function ordersHandler(shape: EventShape) {
  const table = new OrdersTable(regionalReplica(), required(Environment.tableName), shape);
  const api = ordersApi(required("AWS_REGION"), table);
  return (event: unknown, { awsRequestId }: Pick<Context, "awsRequestId">): Promise<APIGatewayProxyResult> =>
    invocation("orders", () => api.answer(event, awsRequestId));
}
