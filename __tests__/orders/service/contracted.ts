import { contracted } from "./event-shapes";
import { ordersHandler } from "./handler";

export const handler = ordersHandler(contracted);
