import { expanded } from "./event-shapes";
import { ordersHandler } from "./handler";

export const handler = ordersHandler(expanded);
