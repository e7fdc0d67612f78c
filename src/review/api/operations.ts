import { isList, isObject, type Json, type JsonObject } from "../../terraform";

/** What a client sees of one operation: its inputs and outputs as flat lists of fields. */
export interface Operation {
  /** `GET /v1/rates` */
  readonly name: string;
  /** What a client may send: `query symbols`, `body amount`; whether it must. */
  readonly inputs: ReadonlyMap<string, Field>;
  /** What a client gets: `200 rates.date`. */
  readonly outputs: ReadonlyMap<string, Field>;
  /** False where the document has too many fields: some of this operation's are not listed. */
  readonly isWhole: boolean;
}

export interface Field {
  readonly required: boolean;
  /** `string`, `number[]`; with what narrows it: an enumeration's values, a pattern, limits. */
  readonly type: string;
}

const METHODS = [
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "trace",
  "x-amazon-apigateway-any-method",
];
/** Schemas may refer to themselves. */
const DEEPEST = 8;
/** Of a document. */
const MOST_FIELDS = 50_000;

/** Reads an OpenAPI 3 or 2 document; undefined if the text is none. */
export function readOperations(text: Json | undefined): ReadonlyMap<string, Operation> | undefined {
  const document = typeof text === "string" ? parse(text) : undefined;
  const paths = isObject(document) ? document["paths"] : undefined;
  if (!isObject(document) || !isObject(paths)) {
    return undefined;
  }
  const operations = new Map<string, Operation>();
  const steps = { left: MOST_FIELDS };
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS) {
      const operation = get(item, method);
      if (isObject(operation)) {
        const name = `${method.startsWith("x-") ? "ANY" : method.toUpperCase()} ${path}`;
        operations.set(name, readOperation(name, operation, get(item, "parameters"), { document, steps }));
      }
    }
  }
  return operations;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readOperation(
  name: string,
  operation: JsonObject,
  shared: Json | undefined,
  source: Pick<Walk, "document" | "steps">,
): Operation {
  const { document } = source;
  const inputs = new Map<string, Field>();
  const outputs = new Map<string, Field>();
  for (const reference of [...listOf(shared), ...listOf(operation["parameters"])]) {
    const parameter = dereference(reference, document);
    const required = get(parameter, "required") === true;
    const label = `${String(get(parameter, "in"))} ${String(get(parameter, "name"))}`;
    if (get(parameter, "in") === "body") {
      fields("body", get(parameter, "schema"), required, { ...source, into: inputs, depth: 0 });
    } else {
      inputs.set(label, {
        required,
        type: typeOf(dereference(get(parameter, "schema") ?? parameter, document)),
      });
    }
  }
  const body = dereference(operation["requestBody"], document);
  contents(body, (schema) =>
    fields("body", schema, get(body, "required") === true, { ...source, into: inputs, depth: 0 }),
  );
  for (const [status, reference] of Object.entries(objectOf(operation["responses"]))) {
    const response = dereference(reference, document);
    outputs.set(status, { required: true, type: "" });
    const walk = (schema: Json | undefined) =>
      fields(status, schema, true, { ...source, into: outputs, depth: 0 });
    contents(response, walk);
    walk(get(response, "schema"));
  }
  return { name, inputs, outputs, isWhole: source.steps.left > 0 };
}

function contents(of: Json | undefined, walk: (schema: Json | undefined) => void): void {
  for (const media of Object.values(objectOf(get(of, "content")))) {
    walk(get(media, "schema"));
  }
}

interface Walk {
  readonly document: JsonObject;
  readonly into: Map<string, Field>;
  readonly depth: number;
  /** Schemas that refer to each other many times over would never end. */
  readonly steps: { left: number };
}

function fields(path: string, reference: Json | undefined, required: boolean, walk: Walk): void {
  if (reference === undefined || walk.depth > DEEPEST || walk.steps.left <= 0) {
    return;
  }
  walk.steps.left -= 1;
  const schema = dereference(reference, walk.document);
  if (!isObject(schema)) {
    return;
  }
  if (walk.depth > 0) {
    walk.into.set(path, { required, type: typeOf(schema) });
  }
  const deeper = { ...walk, depth: walk.depth + 1 };
  const must = listOf(schema["required"]);
  for (const [name, property] of Object.entries(objectOf(schema["properties"]))) {
    const separator = walk.depth === 0 ? " " : ".";
    fields(`${path}${separator}${name}`, property, must.includes(name), deeper);
  }
  if (schema["items"] !== undefined) {
    fields(`${path}[]`, schema["items"], required, deeper);
  }
  for (const part of [...listOf(schema["allOf"]), ...listOf(schema["oneOf"]), ...listOf(schema["anyOf"])]) {
    fields(path, part, required, deeper);
  }
}

function typeOf(schema: Json | undefined): string {
  const narrowing = ["format", "pattern", "minimum", "maximum", "minLength", "maxLength", "maxItems"].flatMap(
    (name) => {
      const value = get(schema, name);
      return value === undefined ? [] : [`${name} ${JSON.stringify(value)}`];
    },
  );
  const values = listOf(get(schema, "enum"));
  return [
    ...[get(schema, "type")].flatMap((type) => (typeof type === "string" ? [type] : [])),
    ...narrowing,
    ...(values.length === 0 ? [] : [`one of ${values.map((value) => JSON.stringify(value)).join(", ")}`]),
  ].join(" ");
}

function dereference(json: Json | undefined, document: JsonObject): Json | undefined {
  const reference = get(json, "$ref");
  if (typeof reference !== "string" || !reference.startsWith("#/")) {
    return json;
  }
  return reference
    .slice(2)
    .split("/")
    .reduce<Json | undefined>(
      (at, step) => get(at, step.replaceAll("~1", "/").replaceAll("~0", "~")),
      document,
    );
}

function get(json: Json | undefined, name: string): Json | undefined {
  return isObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
}

function listOf(json: Json | undefined): readonly Json[] {
  return isList(json) ? json : [];
}

function objectOf(json: Json | undefined): JsonObject {
  return isObject(json) ? json : {};
}
