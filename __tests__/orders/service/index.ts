import { original } from "./event-shapes";
import { ordersHandler } from "./handler";

export const handler = ordersHandler(original);
