import type { APIGatewayProxyResult, Context } from "aws-lambda";
import { Environment, required } from "../../../handlers/environment";
import { regionalReplica } from "../../../handlers/replica";
import { invocation } from "../../../handlers/tracing";
import { ordersApi } from "./orders-api";
import { OrdersTable } from "./orders-table";

const table = new OrdersTable(regionalReplica(), required(Environment.tableName));
const api = ordersApi(required("AWS_REGION"), table);

/** Answers the API of orders from this region's replica. */
export async function handler(
  event: unknown,
  { awsRequestId }: Pick<Context, "awsRequestId">,
): Promise<APIGatewayProxyResult> {
  return invocation("orders", () => api.answer(event, awsRequestId));
}
