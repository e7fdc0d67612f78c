import { isList, isObject, type Json, type JsonObject } from "../../terraform";

/** What a client may or must send, or gets. */
export interface Field {
  readonly required: boolean;
  /** `string`, with all that narrows it: `string pattern "^[A-Z]{3}$"`. */
  readonly type: string;
}

/** Each under its path: `200 rates[].base`. */
export type Fields = ReadonlyMap<string, Field>;

/** Deeper than any person writes, and less than the call stack holds. */
const DEEPEST = 100;
/** Of a document. Schemas that refer to each other many times over would never end. */
const MOST_FIELDS = 50_000;
/** A field with a longer path counts once for each so many characters. */
const LONG_PATH = 1000;

/** What says nothing of what is sent, or is said by fields of their own. */
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
 * Reads the schemas of an OpenAPI document as flat lists of fields. A keyword that it has no meaning for is part of
 * the field's type: nothing that changes is left out.
 *
 * @see https://spec.openapis.org/oas/v3.0.3#schema-object
 */
export class SchemaReader {
  private left = MOST_FIELDS;

  constructor(private readonly document: JsonObject) {}

  /** False once the document had too many fields: those that came after are in no list. */
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

  /** Adds what is at a path, and all that is in it. */
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

/** What all parts of a schema say of one field. */
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

/** Of what has fields of its own, how many there are. */
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
