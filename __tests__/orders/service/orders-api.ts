import type { Call } from "../../../handlers/http/answer";
import { readBody } from "../../../handlers/http/body";
import { Problem, type ProblemKind } from "../../../handlers/http/problem";
import { RestApi } from "../../../handlers/rest-api";
import { OPERATIONS, type OperationId } from "./openapi";
import { EVENT_TYPES, eventOf, missing, type NewEvent, type Order } from "./order";
import type { OrdersTable } from "./orders-table";

/** An event that another region accepted has not arrived here yet. */
const UNKNOWN_EVENT: ProblemKind = {
  type: "unknown-event",
  status: 409,
  title: "This region does not know the event yet",
};

const TOTAL = /^\d{1,12}(\.\d{1,4})?$/;

/** The API of orders in one region. */
export function ordersApi(region: string, table: OrdersTable): RestApi<OperationId> {
  const answers: Readonly<Record<OperationId, (call: Call) => Promise<object>>> = {
    getOrder: async ({ parameters: { orderId = "" } }) => shown(await table.order(orderId)),
    addEvents: async ({ parameters: { orderId = "" }, request }) => {
      for (const body of readBody(request, "events")) {
        const event = eventOf(orderId, newEvent(body));
        const unknown = missing(await table.order(orderId), event.after);
        if (unknown.length > 0) {
          throw new Problem(UNKNOWN_EVENT, `Send it again when ${unknown.join(", ")} has arrived`, {
            "Retry-After": "1",
          });
        }
        await table.add(orderId, event);
      }
      return shown(await table.order(orderId));
    },
    getHealthCheck: async () => {
      await table.probe();
      return { status: "ok", region };
    },
  };
  return new RestApi({
    region,
    namespace: "Orders",
    endpoints: OPERATIONS,
    answer: async (operationId, call) => ({
      contentType: "application/json",
      body: JSON.stringify(await answers[operationId](call)),
    }),
    corsOrigins: [],
    cached: false,
    clock: () => new Date(),
  });
}

/** @throws Problem */
function newEvent({ type, total, after }: Readonly<Record<string, unknown>>): NewEvent {
  const known = EVENT_TYPES.find((one) => one === type);
  if (known === undefined) {
    throw new Problem(
      "invalid-body",
      `type: ${JSON.stringify(type)} is not one of ${EVENT_TYPES.join(", ")}`,
    );
  }
  if (known === "cancelled" ? total !== undefined : typeof total !== "string" || !TOTAL.test(total)) {
    throw new Problem("invalid-body", `total: ${JSON.stringify(total)} is not a decimal such as "12.50"`);
  }
  if (!Array.isArray(after) || after.some((id) => typeof id !== "string")) {
    throw new Problem("invalid-body", "after: expected a list of event ids");
  }
  return { type: known, total: typeof total === "string" ? total : undefined, after: after.map(String) };
}

function shown({ id, events, newest }: Order): object {
  return { orderId: id, conflict: newest.length > 1, newest: newest.map((event) => event.id), events };
}
