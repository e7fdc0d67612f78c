import * as z from "zod/mini";

const distinctTexts = z.array(z.string()).check(
  z.minLength(1, "JSON Schema draft 4 requires at least one entry"),
  z.refine((items) => new Set(items).size === items.length, "JSON Schema draft 4 requires distinct entries"),
);
const count = z.int("expected a whole number").check(z.minimum(0, "expected 0 or more"));
const TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"] as const;
/** Number formats that API Gateway does not import. */
const UNSUPPORTED_FORMATS = ["int32", "int64", "decimal"];

/**
 * The schema of an API Gateway model: JSON Schema draft 4 without the keywords that API Gateway does not support
 * (`default`, `discriminator`, `example`, `exclusiveMinimum`, `readOnly`), and nothing that draft 4 does not have, such
 * as OpenAPI's `nullable`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * @see https://json-schema.org/draft-04/schema
 */
export const modelSchema = z.strictObject({
  $ref: z.optional(
    z
      .string()
      .check(z.regex(/^#\/components\/schemas\/[^/]+$/, "expected #/components/schemas/… of this document")),
  ),
  $schema: z.optional(z.string()),
  id: z.optional(z.string()),
  title: z.optional(z.string()),
  description: z.optional(z.string()),
  type: z.optional(
    z.union([z.enum(TYPES), z.array(z.enum(TYPES)).check(z.minLength(1))], `expected ${TYPES.join(", ")}`),
  ),
  format: z.optional(
    z
      .string()
      .check(
        z.refine(
          (format) => !UNSUPPORTED_FORMATS.includes(format),
          `API Gateway does not support the formats ${UNSUPPORTED_FORMATS.join(", ")}`,
        ),
      ),
  ),
  multipleOf: z.optional(z.number().check(z.positive("expected more than 0"))),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  exclusiveMaximum: z.optional(z.boolean("JSON Schema draft 4 requires true or false")),
  minLength: z.optional(count),
  maxLength: z.optional(count),
  pattern: z.optional(z.string().check(z.refine(isPattern, "expected a regular expression"))),
  minItems: z.optional(count),
  maxItems: z.optional(count),
  uniqueItems: z.optional(z.boolean()),
  minProperties: z.optional(count),
  maxProperties: z.optional(count),
  required: z.optional(distinctTexts),
  enum: z.optional(
    z.array(z.unknown()).check(z.minLength(1, "JSON Schema draft 4 requires at least one entry")),
  ),
  get items() {
    return z.optional(z.union([modelSchema, z.array(modelSchema).check(z.minLength(1))]));
  },
  get additionalItems() {
    return z.optional(z.union([z.boolean(), modelSchema]));
  },
  get properties() {
    return z.optional(z.record(z.string(), modelSchema));
  },
  get patternProperties() {
    return z.optional(z.record(z.string(), modelSchema));
  },
  get additionalProperties() {
    return z.optional(z.union([z.boolean(), modelSchema]));
  },
  get dependencies() {
    return z.optional(z.record(z.string(), z.union([distinctTexts, modelSchema])));
  },
  get definitions() {
    return z.optional(z.record(z.string(), modelSchema));
  },
  get allOf() {
    return z.optional(z.array(modelSchema).check(z.minLength(1, "expected at least one schema")));
  },
  get anyOf() {
    return z.optional(z.array(modelSchema).check(z.minLength(1, "expected at least one schema")));
  },
  get oneOf() {
    return z.optional(z.array(modelSchema).check(z.minLength(1, "expected at least one schema")));
  },
  get not() {
    return z.optional(modelSchema);
  },
});

function isPattern(text: string): boolean {
  try {
    // Draft 4 has regular expressions of ECMA 262 without Unicode: "\\@" is one.
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
