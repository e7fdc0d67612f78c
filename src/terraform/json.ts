/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Terraform's own documents have about ten levels; a deeper document is broken or hostile. */
const DEEPEST = 200;

/** An error in a document. The one-line message states the fault and the expected document. */
export class TerraformFormatError extends Error {
  override readonly name = "TerraformFormatError";
}

const SHOW = "`terraform show -json plan.tfplan`";

/** Returns a description of the given text, if it is a known mistake. */
function whyNotJson(text: string): string {
  if (text.trim() === "") {
    return "empty";
  }
  if (text.startsWith("PK\u0003\u0004")) {
    return `a binary plan file, not JSON; hand over what ${SHOW} prints`;
  }
  if (/^\s*\{"@level"/.test(text)) {
    return `JSON lines of \`terraform plan -json\`, one message per line; hand over what ${SHOW} prints`;
  }
  return /^Terraform (will perform|used the selected)|^Plan: \d+ to add|^No changes\./m.test(text)
    ? `the text of \`terraform plan\`, not JSON; hand over what ${SHOW} prints`
    : "not JSON";
}

/** Returns the text of a file: UTF-8, or UTF-16 as PowerShell writes it, with or without a byte order mark. */
export function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/** A line that a wrapper of Terraform prints first: `[command]/…/terraform-bin show -json plan.tfplan`. */
const WRAPPER = /^\uFEFF?\[command\][^\n]*\n/;
/** Lines that the wrapper prints last, such as `::debug::exitcode: 0`. No line of JSON starts like that. */
const LAST_LINES = "\n::";
/** A byte order mark. */
const MARK = /^\uFEFF/;

/** Parses JSON. Rejects a document that is nested so deeply that reading it would exhaust the stack. */
export function parseJson(text: string): Json {
  let json: Json;
  try {
    json = JSON.parse(text.replace(WRAPPER, "").replace(MARK, "").split(LAST_LINES, 1)[0] ?? "");
  } catch {
    // The parser's own message quotes the document, which may contain secrets.
    throw new TerraformFormatError(whyNotJson(text));
  }
  refuseDeep(json, 0);
  return json;
}

/** Returns the JSON in a text; undefined if the text is not JSON, or is nested too deeply. */
export function jsonIn(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text.replace(MARK, ""));
    refuseDeep(json, 0);
    return json;
  } catch {
    return undefined;
  }
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
