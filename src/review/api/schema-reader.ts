import { isList, isObject, type Json, type JsonObject } from "../../terraform";

/** A value that a client sends or receives. */
export interface Field {
  readonly required: boolean;
  /** With its constraints: `string pattern "^[A-Z]{3}$"`. */
  readonly type: string;
}

/** By path: `200 orders[].item`. */
export type Fields = ReadonlyMap<string, Field>;

/** Deeper than people write schemas, and within the call stack. */
const DEEPEST = 100;
/** Per document: schemas that refer to each other could be endless. */
const MOST_FIELDS = 50_000;
/** A longer path counts several times. */
const LONG_PATH = 1000;

/** Keywords that do not constrain a value, or that are read separately. */
const NOT_OF_THE_TYPE = new Set([
  ...["title", "description", "summary", "example", "examples", "externalDocs", "deprecated", "xml"],
  ...["$schema", "$id", "$ref", "$defs", "definitions", "name", "in", "schema", "content"],
  ...["type", "enum", "properties", "required", "allOf"],
]);

interface Ancestor {
  readonly schema: JsonObject;
  readonly path: string;
}

/**
 * Reads the schemas of an OpenAPI document as flat lists of fields. Every other keyword becomes a part of the field's
 * type, so that no change is missed.
 *
 * @see https://spec.openapis.org/oas/v3.0.3#schema-object
 */
export class SchemaReader {
  private left = MOST_FIELDS;

  constructor(private readonly document: JsonObject) {}

  /** False once the document had too many fields: later ones are missing. */
  get isWhole(): boolean {
    return this.left > 0;
  }

  dereference(json: Json | undefined, hops = 0): Json | undefined {
    const reference = get(json, "$ref");
    if (typeof reference !== "string" || !reference.startsWith("#/") || hops > DEEPEST) {
      return json;
    }
    const found = reference
      .slice(2)
      .split("/")
      .reduce<Json | undefined>(
        (at, step) => get(at, step.replaceAll("~1", "/").replaceAll("~0", "~")),
        this.document,
      );
    return this.dereference(found, hops + 1);
  }

  /** Adds the field at a path, and everything inside it. */
  read(
    path: string,
    reference: Json | undefined,
    required: boolean,
    into: Map<string, Field>,
    within: readonly Ancestor[] = [],
  ): void {
    const schema = this.dereference(reference);
    if (!isObject(schema) || this.left <= 0) {
      return;
    }
    this.left -= within.length > DEEPEST ? this.left : Math.ceil(path.length / LONG_PATH);
    const same = within.find((ancestor) => ancestor.schema === schema);
    add(into, path, { required, type: same === undefined ? typeOf(schema) : `the same as ${same.path}` });
    if (same !== undefined) {
      return;
    }
    const inside = (at: string, part: Json | undefined, isRequired: boolean) =>
      this.read(at, part, isRequired, into, [...within, { schema, path }]);
    const must = listOf(schema["required"]);
    for (const [name, property] of Object.entries(objectOf(schema["properties"]))) {
      inside(`${path}${path.includes(" ") ? "." : " "}${name}`, property, must.includes(name));
    }
    inside(`${path}[]`, schema["items"], required);
    inside(`${path}[*]`, schema["additionalProperties"], false);
    for (const part of listOf(schema["allOf"])) {
      inside(path, part, required);
    }
    for (const keyword of ["oneOf", "anyOf"]) {
      for (const [index, part] of listOf(schema[keyword]).entries()) {
        inside(`${path} (${keyword} ${index + 1})`, part, required);
      }
    }
  }
}

/** Combines the requirements of a schema's parts for one field. */
export function add(into: Map<string, Field>, path: string, { required, type }: Field): void {
  const known = into.get(path);
  const types = new Set([...(known?.type.split(" and ") ?? []), type].filter((one) => one !== ""));
  into.set(path, { required: required || known?.required === true, type: [...types].sort().join(" and ") });
}

export function typeOf(schema: JsonObject): string {
  const type = schema["type"];
  const values = listOf(schema["enum"]);
  const properties = objectOf(schema["properties"]);
  const elsewhere = listOf(schema["required"]).filter(
    (name) => typeof name === "string" && !Object.hasOwn(properties, name),
  );
  return [
    ...(isList(type) ? [type.join(" or ")] : typeof type === "string" ? [type] : []),
    ...Object.keys(schema)
      .filter((keyword) => !NOT_OF_THE_TYPE.has(keyword) && !keyword.startsWith("x-"))
      .sort()
      .flatMap((keyword) => narrowing(keyword, schema[keyword])),
    ...(elsewhere.length === 0 ? [] : [`with ${elsewhere.join(", ")}`]),
    ...(values.length === 0 ? [] : [`one of ${values.map((value) => JSON.stringify(value)).join(", ")}`]),
  ].join(" ");
}

/** A constraint as text. Alternatives are counted: their fields are read separately. */
function narrowing(keyword: string, value: Json | undefined): readonly string[] {
  if ((keyword === "items" || keyword === "additionalProperties") && isObject(value)) {
    return [];
  }
  return (keyword === "oneOf" || keyword === "anyOf") && isList(value)
    ? [`${keyword} ${value.length}`]
    : [`${keyword} ${JSON.stringify(value)}`];
}

export function get(json: Json | undefined, name: string): Json | undefined {
  return isObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
}

export function listOf(json: Json | undefined): readonly Json[] {
  return isList(json) ? json : [];
}

export function objectOf(json: Json | undefined): JsonObject {
  return isObject(json) ? json : {};
}
