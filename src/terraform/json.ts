/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Terraform's own documents nest about ten deep; a deeper one is broken or hostile. */
const DEEPEST = 200;

/** A document that could not be read: one line that names what was wrong and what would be right. */
export class TerraformFormatError extends Error {
  override readonly name = "TerraformFormatError";
}

/** Parses JSON, and refuses what nests so deep that reading it would exhaust the stack. */
export function parseJson(text: string): Json {
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's own message quotes the document, which may hold secrets.
    throw new TerraformFormatError(text.trim() === "" ? "empty" : "not JSON");
  }
  refuseDeep(json, 0);
  return json;
}

function refuseDeep(json: Json, depth: number): void {
  if (depth > DEEPEST) {
    throw new TerraformFormatError(`nested deeper than ${DEEPEST} levels; Terraform writes no such document`);
  }
  if (isList(json)) {
    for (const child of json) {
      refuseDeep(child, depth + 1);
    }
  } else if (isObject(json)) {
    for (const key in json) {
      refuseDeep(json[key] ?? null, depth + 1);
    }
  }
}

export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
