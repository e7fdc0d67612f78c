import { METHODS } from "../../aws";
import { isObject, type Json, type JsonObject, jsonIn } from "../../terraform";
import { add, type Field, type Fields, get, listOf, objectOf, SchemaReader, typeOf } from "./schema-reader";

/** One operation as a client sees it: its inputs and outputs as flat lists of fields. */
export interface Operation {
  /** `query symbols`, `body amount` */
  readonly inputs: Fields;
  /** `200 orders[].item` */
  readonly outputs: Fields;
  /** False if the document has so many fields that some of this operation are missing. */
  readonly isWhole: boolean;
}

/** Reads the operations of an OpenAPI 3 or 2 document in JSON, such as `GET /orders`; undefined if the text is not one. */
export function readOperations(text = ""): ReadonlyMap<string, Operation> | undefined {
  const document = jsonIn(text);
  const paths = isObject(document) ? document["paths"] : undefined;
  if (!isObject(document) || !isObject(paths)) {
    return undefined;
  }
  const operations = new Map<string, Operation>();
  const schemas = new SchemaReader(document);
  for (const [path, reference] of Object.entries(paths)) {
    const item = schemas.dereference(reference);
    for (const method of METHODS) {
      const operation = get(item, method);
      if (isObject(operation)) {
        const verb = method.startsWith("x-") ? "ANY" : method.toUpperCase();
        operations.set(`${verb} ${path}`, {
          inputs: readInputs(operation, get(item, "parameters"), document, schemas),
          outputs: readOutputs(operation, schemas),
          isWhole: schemas.isWhole,
        });
      }
    }
  }
  return operations;
}

function readInputs(
  operation: JsonObject,
  shared: Json | undefined,
  document: JsonObject,
  schemas: SchemaReader,
): Fields {
  const inputs = new Map<string, Field>();
  for (const reference of [...listOf(shared), ...listOf(operation["parameters"])]) {
    const parameter = objectOf(schemas.dereference(reference));
    const required = parameter["required"] === true;
    const isBody = parameter["in"] === "body";
    const label = isBody ? "body" : `${String(parameter["in"])} ${String(parameter["name"])}`;
    if (parameter["schema"] === undefined) {
      schemas.read(label, parameter, required, inputs);
    } else {
      add(inputs, label, { required, type: typeOf(parameter) });
      schemas.read(label, parameter["schema"], required, inputs);
    }
    readContent(label, parameter, required, inputs, schemas);
  }
  const body = schemas.dereference(operation["requestBody"]);
  readContent("body", body, get(body, "required") === true, inputs, schemas);
  const security = securityOf(operation["security"] ?? document["security"], document);
  if (security !== "") {
    inputs.set("security", { required: true, type: security });
  }
  return inputs;
}

function readOutputs(operation: JsonObject, schemas: SchemaReader): Fields {
  const outputs = new Map<string, Field>();
  for (const [status, reference] of Object.entries(objectOf(operation["responses"]))) {
    const response = schemas.dereference(reference);
    outputs.set(status, { required: true, type: "" });
    readContent(status, response, true, outputs, schemas);
    schemas.read(status, get(response, "schema"), true, outputs);
    for (const [name, of] of Object.entries(objectOf(get(response, "headers")))) {
      const header = schemas.dereference(of);
      const required = get(header, "required") === true;
      schemas.read(`${status} header ${name}`, get(header, "schema") ?? header, required, outputs);
    }
  }
  return outputs;
}

function readContent(
  path: string,
  of: Json | undefined,
  required: boolean,
  into: Map<string, Field>,
  schemas: SchemaReader,
): void {
  for (const [media, one] of Object.entries(objectOf(get(of, "content")))) {
    into.set(`${path} as ${media}`, { required: false, type: "" });
    schemas.read(path, get(one, "schema"), required, into);
  }
}

/** How a client authenticates; empty if it need not. */
function securityOf(requirements: Json | undefined, document: JsonObject): string {
  const schemes = {
    ...objectOf(document["securityDefinitions"]),
    ...objectOf(get(document["components"], "securitySchemes")),
  };
  const schemeText = (name: string, scopes: Json) => {
    const scheme = objectOf(schemes[name]);
    const kind = [typeOf(scheme), scheme["in"], scheme["name"], scheme["x-amazon-apigateway-authtype"]];
    return (
      [...kind, ...listOf(scopes)].filter((word) => typeof word === "string" && word !== "").join(" ") || name
    );
  };
  return listOf(requirements)
    .map((requirement) =>
      Object.entries(objectOf(requirement)).map(([name, scopes]) => schemeText(name, scopes)),
    )
    .map((all) => all.join(" and ") || "nothing")
    .join(" or ");
}
