import Ajv from "ajv-draft-04";
import type { OpenApiDocument } from "./types";

const JSON_TYPE = "application/json";

/** Returns what is wrong with the form of a JSON body, or undefined. */
export type FormFault = (body: unknown) => string | undefined;

/**
 * Returns a check of the JSON bodies with which an operation answers successfully. Schemas of OpenAPI 3.0 are JSON
 * Schema draft 4 with `nullable`.
 *
 * @param path - of a GET operation, with the values of its parameters
 * @throws Error if the document declares no JSON response with status 200
 * @see https://spec.openapis.org/oas/v3.0.3.html#schema-object
 */
export function responseForm(
  { paths, components }: Pick<OpenApiDocument, "paths" | "components">,
  path: string,
): FormFault {
  const operation = Object.entries(paths).find(([template]) => matches(template, path))?.[1]["get"];
  const schema = operation?.responses["200"]?.content?.[JSON_TYPE]?.schema;
  if (schema === undefined) {
    throw new Error(`GET ${path}: the document declares no JSON response with status 200`);
  }
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile({ components, allOf: [schema] });
  return (body) =>
    validate(body) ? undefined : ajv.errorsText(validate.errors, { dataVar: "the response" });
}

function matches(template: string, path: string): boolean {
  const [given, declared] = [path.split("/"), template.split("/")];
  return (
    given.length === declared.length &&
    declared.every((segment, index) => /^\{.*\}$/.test(segment) || segment === given[index])
  );
}
