import type { Service } from "../../src/local/service";

/** What the local run needs of orders: while a region is down, one is placed in another. */
export const service: Service = {
  demo: {
    path: "/v1/orders/demo",
    change: {
      method: "POST",
      path: "/v1/orders/demo/events",
      body: JSON.stringify({ events: [{ type: "placed", total: "12.50", after: [] }] }),
    },
    versionOf: (body) => ({ version: String(JSON.parse(body).newest), answer: JSON.parse(body).events }),
  },
};
