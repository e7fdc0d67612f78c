import { Problem } from "./problem";
import type { Request } from "./request";

const MOST_CHARACTERS = 65_536;
const MOST_ITEMS = 100;

/**
 * Reads a JSON body that contains one list of objects and no other field.
 *
 * @throws Problem
 */
export function readBody(request: Request, name: string): Readonly<Record<string, unknown>>[] {
  const type = (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new Problem("unsupported-media-type", "Send the body as application/json");
  }
  if (request.body.length > MOST_CHARACTERS) {
    throw new Problem("body-too-large", `The body exceeds ${MOST_CHARACTERS} characters`);
  }
  const { [name]: list, ...others } = object(parse(request.body));
  const [unknown] = Object.keys(others);
  if (unknown !== undefined || !Array.isArray(list) || list.length < 1 || list.length > MOST_ITEMS) {
    throw new Problem(
      "invalid-body",
      `Send { "${name}": […] } with 1 to ${MOST_ITEMS} entries, and no other field`,
    );
  }
  return list.map(object);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem("invalid-body", "The body is not JSON");
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
