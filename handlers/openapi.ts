/**
 * The API, as OpenAPI 3.0: what API Gateway imports, what the functions hold requests against, and what clients
 * read. It carries nothing of AWS; the constructs add the integrations.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: object;
}

export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header";
  readonly required?: boolean;
  readonly description: string;
  readonly schema: object;
  readonly example?: string;
}

const currencyCode = { type: "string", pattern: "^[A-Za-z]{3}$" };
const decimal = { type: "string", pattern: "^[0-9]+(\\.[0-9]+)?$" };

function ok(description: string, schema: string) {
  return {
    description,
    content: { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } },
  };
}

function problem(description: string) {
  return {
    description,
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
}

const errors = {
  "400": problem("A parameter is wrong, missing or unknown"),
  "503": problem("This region cannot answer now, or has no rates yet"),
};

export const openApiDocument: OpenApiDocument = {
  openapi: "3.0.1",
  info: {
    title: "Currency exchange",
    version: "1",
    description:
      "Exchange rates and exact conversion, answered by the nearest healthy region. Numbers are decimal texts, so that no digit is lost on the way.",
  },
  paths: {
    "/status": {
      get: {
        operationId: "getStatus",
        summary: "Whether this region can answer, and how old its rates are",
        responses: { "200": ok("The region's replica answers", "Status"), "503": errors["503"] },
      },
    },
    "/v1/latest": {
      get: {
        operationId: "getLatest",
        summary: "The newest rates",
        parameters: [
          {
            name: "base",
            in: "query",
            description: "The currency that the rates are for one unit of. Default: EUR",
            schema: currencyCode,
            example: "USD",
          },
          {
            name: "symbols",
            in: "query",
            description: "The currencies to answer with, separated by commas. Default: all",
            schema: { type: "string" },
            example: "EUR,JPY",
          },
        ],
        responses: { "200": ok("Rates", "Rates"), ...errors },
      },
    },
    "/v1/convert": {
      get: {
        operationId: "getConversion",
        summary: "An amount in another currency, exactly",
        parameters: [
          {
            name: "from",
            in: "query",
            required: true,
            description: "The amount's currency",
            schema: currencyCode,
            example: "USD",
          },
          {
            name: "to",
            in: "query",
            required: true,
            description: "The currency to convert to",
            schema: currencyCode,
            example: "JPY",
          },
          {
            name: "amount",
            in: "query",
            required: true,
            description: "At most 20 digits, then at most 18 after a point; no sign, separator or exponent",
            schema: decimal,
            example: "1234.56",
          },
        ],
        responses: { "200": ok("A conversion", "Conversion"), ...errors },
      },
    },
  },
  components: {
    schemas: {
      Status: {
        type: "object",
        required: ["status", "region", "version"],
        properties: {
          status: { type: "string", enum: ["ok"] },
          region: { type: "string", description: "The AWS region that answers" },
          version: { type: "string" },
          asOf: {
            type: "string",
            format: "date",
            description: "The day of the newest rates; absent before the first",
          },
          ageSeconds: { type: "integer", description: "Seconds since that day's fixing" },
        },
      },
      Rates: {
        type: "object",
        required: ["base", "asOf", "source", "stale", "ageSeconds", "rates"],
        properties: {
          base: currencyCode,
          asOf: { type: "string", format: "date", description: "The day that the source gives" },
          source: { type: "string" },
          stale: { type: "boolean", description: "Older than the longest holidays explain" },
          ageSeconds: { type: "integer" },
          rates: { type: "object", additionalProperties: decimal },
        },
      },
      Conversion: {
        type: "object",
        required: [
          "from",
          "to",
          "amount",
          "rate",
          "unrounded",
          "result",
          "asOf",
          "source",
          "stale",
          "ageSeconds",
        ],
        properties: {
          from: currencyCode,
          to: currencyCode,
          amount: decimal,
          rate: decimal,
          unrounded: decimal,
          result: decimal,
          asOf: { type: "string", format: "date" },
          source: { type: "string" },
          stale: { type: "boolean" },
          ageSeconds: { type: "integer" },
        },
      },
      Problem: {
        type: "object",
        required: ["type", "title", "detail", "requestId"],
        properties: {
          type: { type: "string" },
          title: { type: "string" },
          status: { type: "integer" },
          detail: { type: "string" },
          requestId: { type: "string" },
        },
      },
    },
  },
};

/** What the functions need of each operation, by its id. */
export const operations: ReadonlyMap<string, { readonly queryParameters: readonly string[] }> = new Map(
  Object.values(openApiDocument.paths)
    .flatMap((methods) => Object.values(methods))
    .map(({ operationId, parameters = [] }) => [
      operationId,
      { queryParameters: parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name) },
    ]),
);
