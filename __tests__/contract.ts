import Ajv, { type ValidateFunction } from "ajv";
import type { OpenApiDocument, Schema } from "../handlers/currency-exchange/openapi";

/** A response as a client receives it. */
export interface Received {
  readonly method: string;
  /** As the document names it: `/v1/rates/{date}`. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
}

const REF = "#/components/schemas/";

/** The promises of a served OpenAPI document, of any API, which responses are held to. */
export class Contract {
  private readonly ajv = new Ajv({ strict: false, formats: { date: /^\d{4}-\d\d-\d\d$/ } });
  private readonly validators = new Map<Schema, ValidateFunction>();

  constructor(private readonly document: OpenApiDocument) {
    // Every property that is sent is declared.
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      this.ajv.addSchema(closed(schema), `${REF}${name}`);
    }
  }

  /** The way in which a response departs from the document; undefined where it keeps to it. */
  departure({ method, path, status, contentType, text }: Received): string | undefined {
    const operation = this.document.paths[path]?.[method.toLowerCase()];
    if (operation === undefined) {
      // No operation of the document: the response is a problem.
      return [404, 405].includes(status) ? undefined : `${method} ${path}: ${status} of no operation`;
    }
    const response = operation.responses[String(status)];
    if (response === undefined) {
      return `${method} ${path}: ${status} is not declared`;
    }
    const { content } = response;
    if (content === undefined) {
      return text === "" ? undefined : `${method} ${path}: ${status} has a body, and none is declared`;
    }
    const type = String(contentType).split(";")[0] ?? "";
    const schema = content[type]?.schema;
    if (schema === undefined) {
      return `${method} ${path}: ${status} is of the type ${type}, which is not declared`;
    }
    const validate = this.validatorOf(schema);
    const value: unknown = type.endsWith("json") && !type.includes("ndjson") ? JSON.parse(text) : text;
    return validate(value)
      ? undefined
      : `${method} ${path}: ${status}: ${this.ajv.errorsText(validate.errors)}: ${text.slice(0, 300)}`;
  }

  private validatorOf(schema: Schema): ValidateFunction {
    const known = this.validators.get(schema) ?? this.ajv.compile(closed(schema));
    this.validators.set(schema, known);
    return known;
  }
}

/** A schema whose objects have no other properties than the declared ones. */
function closed({ properties, items, additionalProperties, ...schema }: Schema): object {
  return {
    ...schema,
    ...(items === undefined ? {} : { items: closed(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, own]) => [name, closed(own)]),
          ),
          additionalProperties: false,
        }),
  };
}
