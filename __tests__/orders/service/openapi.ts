import { problems } from "../../../handlers/openapi/problem-responses";
import type { OpenApiDocument, Operation, Parameter, Schema } from "../../../handlers/openapi/types";

const orderId: Parameter = {
  name: "orderId",
  in: "path",
  required: true,
  description: "The order, named by the client that places it",
  schema: { type: "string", pattern: "^[\\w-]{1,64}$", maxLength: 64 },
  example: "o-1",
};

const order = (schema: Schema, description: string): Operation["responses"] => ({
  "200": { description, content: { "application/json": { schema } } },
});

const ORDER: Schema = { $ref: "#/components/schemas/Order" };

/** The operations by their ids. */
export const OPERATIONS = {
  getOrder: { method: "get", path: "/v1/orders/{orderId}", parameters: [orderId] },
  addEvents: { method: "post", path: "/v1/orders/{orderId}/events", parameters: [orderId] },
  getHealthCheck: { method: "get", path: "/health-check" },
} as const;

export type OperationId = keyof typeof OPERATIONS;

/** The API of orders. */
export const document: OpenApiDocument = {
  openapi: "3.0.3",
  info: {
    title: "Orders",
    version: "1",
    description: "Orders as append-only events, accepted in any region.",
    license: { name: "MIT", url: "https://opensource.org/license/mit" },
  },
  paths: {
    "/v1/orders/{orderId}": {
      get: {
        operationId: "getOrder",
        summary: "An order with the events that have arrived in this region, and whether they conflict",
        parameters: [orderId],
        responses: { ...order(ORDER, "The order"), ...problems(["region-unavailable"]) },
      },
    },
    "/v1/orders/{orderId}/events": {
      post: {
        operationId: "addEvents",
        summary: "Adds events to an order",
        parameters: [orderId],
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/NewEvents" } } },
        },
        responses: { ...order(ORDER, "The order with the events"), ...problems(["invalid-body"]) },
      },
    },
    "/health-check": {
      get: {
        operationId: "getHealthCheck",
        summary: "The health check of Route 53",
        security: [],
        responses: {
          "200": { description: "This region can answer requests" },
          ...problems(["region-unavailable"]),
        },
      },
    },
  },
  components: {
    schemas: {
      NewEvents: {
        type: "object",
        required: ["events"],
        properties: { events: { type: "array", items: { $ref: "#/components/schemas/NewEvent" } } },
      },
      NewEvent: {
        type: "object",
        required: ["type", "after"],
        properties: {
          type: { type: "string", enum: ["placed", "changed", "cancelled"] },
          total: { type: "string", pattern: "^\\d{1,12}(\\.\\d{1,4})?$" },
          after: { type: "array", items: { type: "string" } },
        },
      },
      Order: {
        type: "object",
        required: ["orderId", "conflict", "newest", "events"],
        properties: {
          orderId: { type: "string" },
          conflict: { type: "boolean" },
          newest: { type: "array", items: { type: "string" } },
          events: { type: "array", items: { type: "object" } },
        },
      },
      Problem: {
        type: "object",
        required: ["type", "title", "status", "detail"],
        properties: {
          type: { type: "string" },
          title: { type: "string" },
          status: { type: "integer" },
          detail: { type: "string" },
        },
      },
    },
  },
};
