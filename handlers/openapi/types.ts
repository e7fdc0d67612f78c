/**
 * The parts of OpenAPI 3.0 that this API uses. It leaves out what API Gateway does not import: `oneOf`, `anyOf`,
 * `nullable`, `exclusiveMinimum`, references to responses and parameters, number formats. `additionalProperties` is for
 * clients alone: see `importable`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly url: string };
  };
  /** Only in the served document, because API Gateway has its own addresses. */
  readonly servers?: readonly { readonly url: string; readonly description: string }[];
  /** The default for operations without their own. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: RequestBody;
  readonly responses: Readonly<Record<string, Response>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

export interface SecurityScheme {
  readonly type: "apiKey";
  readonly name: string;
  readonly in: "header";
}

export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header";
  readonly required?: boolean;
  readonly description: string;
  readonly schema: ParameterSchema;
  readonly example?: string | number;
}

/** The schema of a parameter's value. */
export interface ParameterSchema {
  readonly type: "string" | "integer";
  /** Completes the sentence "must be …" of an error message. */
  readonly description?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number;
}

export interface RequestBody {
  readonly required: boolean;
  readonly content: Readonly<Record<string, MediaType>>;
}

export interface Response {
  readonly description: string;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface MediaType {
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: "string" | "integer" | "boolean" | "array" | "object";
  readonly description?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly format?: "date";
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
}
