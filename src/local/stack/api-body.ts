import { z } from "zod";
import { toDotPath } from "zod/v4/core";
import { importFaults, METHODS } from "../../aws";
import { StackError } from "./stack-error";

const parameter = z.object({
  name: z.string(),
  in: z.enum(["query", "path", "header", "cookie"]),
  required: z.boolean().default(false),
});

const integration = z.object({
  type: z.string().transform((type) => type.toLowerCase()),
  uri: z.string().default(""),
  timeoutInMillis: z.number().default(29_000),
  cacheKeyParameters: z.array(z.string()).default([]),
});

const operation = z.object({
  parameters: z.array(parameter).default([]),
  requestBody: z
    .object({
      required: z.boolean().default(false),
      content: z.record(z.string(), z.object({ schema: z.unknown() })).default({}),
    })
    .optional(),
  security: z.array(z.unknown()).default([]),
  "x-amazon-apigateway-integration": integration,
  "x-amazon-apigateway-request-validator": z.string().optional(),
});

const gatewayResponse = z.object({
  statusCode: z.coerce.number().optional(),
  responseParameters: z.record(z.string(), z.string()).default({}),
  responseTemplates: z.record(z.string(), z.string()).default({}),
});

const validator = z.object({
  validateRequestParameters: z.boolean().default(false),
  validateRequestBody: z.boolean().default(false),
});

const pathItem = z.object({
  parameters: z.array(parameter).default([]),
  ...Object.fromEntries(METHODS.map((method) => [method, operation.optional()])),
});

const body = z.object({
  openapi: z.string().regex(/^3\.0\./, "expected 3.0.x, the OpenAPI that API Gateway imports"),
  paths: z.record(z.string(), pathItem),
  components: z.unknown(),
  "x-amazon-apigateway-request-validators": z.record(z.string(), validator).default({}),
  "x-amazon-apigateway-request-validator": z.string().optional(),
  "x-amazon-apigateway-gateway-responses": z.record(z.string(), gatewayResponse).default({}),
});

export type Operation = z.output<typeof operation>;
export type GatewayResponse = z.output<typeof gatewayResponse>;

/** One method of one path. */
export interface Route {
  /** In upper case; `ANY` for every method. */
  readonly method: string;
  /** `/orders/{id}` */
  readonly path: string;
  readonly operation: Operation;
  readonly validator: z.output<typeof validator>;
}

export interface ApiBody {
  readonly routes: readonly Route[];
  readonly components: unknown;
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
}

/**
 * Reads an OpenAPI body with API Gateway's extensions.
 *
 * @throws StackError
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function readApiBody(text: string, where: string): ApiBody {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new StackError(`${where}: not JSON`);
  }
  const parsed = body.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new StackError(`${where}: ${toDotPath(issue?.path ?? [])}: ${issue?.message ?? "invalid"}`);
  }
  const [fault] = importFaults(json);
  if (fault !== undefined) {
    throw new StackError(`${where}: API Gateway does not import it: ${fault}`);
  }
  const document = parsed.data;
  const validators = document["x-amazon-apigateway-request-validators"];
  return {
    components: document.components,
    gatewayResponses: document["x-amazon-apigateway-gateway-responses"],
    routes: Object.entries(document.paths).flatMap(([path, item]) =>
      operationsOf(item).map(([method, one]) => {
        const name =
          one["x-amazon-apigateway-request-validator"] ?? document["x-amazon-apigateway-request-validator"];
        return {
          method: method.startsWith("x-") ? "ANY" : method.toUpperCase(),
          path,
          operation: { ...one, parameters: [...item.parameters, ...one.parameters] },
          validator: validators[name ?? ""] ?? validator.parse({}),
        };
      }),
    ),
  };
}

function operationsOf(item: z.output<typeof pathItem>): [string, Operation][] {
  return Object.entries(item).flatMap(([method, one]): [string, Operation][] =>
    Array.isArray(one) || one === undefined ? [] : [[method, one]],
  );
}
