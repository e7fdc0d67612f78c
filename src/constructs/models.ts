import { schemaName } from "./openapi-document";

type Fields = Readonly<Record<string, unknown>>;

const REFERENCE = "#/components/schemas/";

/**
 * Keywords of OpenAPI's schemas that JSON Schema draft 4 or API Gateway's models do not have. None of them rejects a
 * request, except for `exclusiveMinimum`, whose `minimum` stays.
 */
const UNSUPPORTED = [
  ...["default", "deprecated", "discriminator", "example", "exclusiveMinimum", "externalDocs"],
  ...["nullable", "readOnly", "writeOnly", "xml"],
];
const UNSUPPORTED_FORMATS = ["int32", "int64", "decimal"];

/** Keywords that contain one schema, a list of schemas, or schemas by name. */
const ONE = ["additionalProperties", "items", "not"];
const LISTS = ["allOf", "anyOf", "oneOf"];
const NAMED = ["properties"];

/**
 * Turns the schemas of an OpenAPI 3.0 document into API Gateway's models, which are JSON Schema draft 4 and have names
 * of letters and digits. A model accepts what its schema accepts: nullable values, and requests without the properties
 * that only responses have.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * @see https://spec.openapis.org/oas/v3.0.3#schema-object
 */
export class Models {
  private readonly names: ReadonlyMap<string, string>;

  constructor(private readonly schemas: Fields) {
    this.names = namesOf(Object.keys(schemas));
  }

  /** Returns the models by name. */
  all(): Fields {
    return Object.fromEntries(
      Object.entries(this.schemas).map(([name, schema]) => [this.names.get(name) ?? name, this.of(schema)]),
    );
  }

  /** Returns the model of a schema. */
  of(schema: unknown): unknown {
    if (!isFields(schema)) {
      return schema;
    }
    const { $ref, nullable, type, enum: values, properties } = schema;
    if (typeof $ref === "string") {
      return { $ref: this.renamed($ref) };
    }
    const model = Object.fromEntries(
      Object.entries(schema).flatMap(([keyword, value]) =>
        keyword === "required" ? requiredOf(value, properties) : this.keyword(keyword, value),
      ),
    );
    if (nullable !== true) {
      return model;
    }
    return typeof type === "string"
      ? {
          ...model,
          type: [type, "null"],
          ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
        }
      : { anyOf: [model, { type: "null" }] };
  }

  private keyword(keyword: string, value: unknown): [string, unknown][] {
    if (
      UNSUPPORTED.includes(keyword) ||
      keyword.startsWith("x-") ||
      (keyword === "format" && UNSUPPORTED_FORMATS.includes(String(value)))
    ) {
      return [];
    }
    if (ONE.includes(keyword)) {
      return [[keyword, this.of(value)]];
    }
    if (LISTS.includes(keyword) && Array.isArray(value)) {
      return [[keyword, value.map((schema) => this.of(schema))]];
    }
    if (NAMED.includes(keyword) && isFields(value)) {
      const named = Object.entries(value).map(([name, schema]) => [name, this.of(schema)]);
      return [[keyword, Object.fromEntries(named)]];
    }
    return [[keyword, value]];
  }

  private renamed(reference: string): string {
    const name = schemaName(reference);
    return name === undefined ? reference : `${REFERENCE}${this.names.get(name) ?? name}`;
  }
}

/** Returns a name of letters and digits for each name, with a number where two would be the same. */
function namesOf(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(names.filter(isModelName));
  const renamed = new Map<string, string>();
  for (const name of names) {
    const letters = isModelName(name) ? name : name.replace(/[^A-Za-z0-9]/g, "") || "Model";
    let free = letters;
    for (let number = 2; !isModelName(name) && taken.has(free); number++) {
      free = `${letters}${number}`;
    }
    taken.add(free);
    renamed.set(name, free);
  }
  return renamed;
}

function isModelName(name: string): boolean {
  return /^[A-Za-z0-9]+$/.test(name);
}

/** A required property that is read-only is required in responses alone. Draft 4 has no empty `required`. */
function requiredOf(names: unknown, properties: unknown): [string, unknown][] {
  if (!Array.isArray(names)) {
    return [["required", names]];
  }
  const inRequests = names.filter((name) => {
    const property = isFields(properties) ? properties[name] : undefined;
    return !(isFields(property) && property["readOnly"] === true);
  });
  return inRequests.length === 0 ? [] : [["required", inRequests]];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
