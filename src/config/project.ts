import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "lossless-json";
import { ConfigurationError } from "./load";
import { DEFAULT_KEY } from "./messages";

/** The project file of CDKTF; its `context` holds the settings of each deployment. */
const FILE = "cdktf.json";

/** The key under `context` of the deployment to synthesize. */
export function contextKey(): string {
  return process.env["GLOBAL_API_CONTEXT"] || DEFAULT_KEY;
}

/**
 * Reads `context` from a project's cdktf.json.
 *
 * @throws ConfigurationError with the line, if the file is not JSON
 */
export function readContext(folder: string): Readonly<Record<string, unknown>> {
  const file = join(folder, FILE);
  if (!existsSync(file)) {
    throw new ConfigurationError([`${file}: no such file`]);
  }
  // Some editors on Windows write a byte order mark.
  const project = parseJson(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
  const context = isObject(project) ? project["context"] : undefined;
  if (!isObject(context)) {
    throw new ConfigurationError([`${FILE}: "context" is missing; it must be an object`]);
  }
  return context;
}

/**
 * Returns the settings of one deployment, not validated yet.
 *
 * @throws ConfigurationError if the context has none
 */
export function settingsIn(context: Readonly<Record<string, unknown>>, key: string): unknown {
  if (!Object.hasOwn(context, key)) {
    const deployments = Object.keys(context).filter((name) => isObject(context[name]));
    throw new ConfigurationError([
      `${key}: not a key under "context" in ${FILE} (${deployments.join(", ") || "it has none"})`,
    ]);
  }
  return context[key];
}

/** Parses with lossless-json: JSON.parse does not always report the position of a fault, and accepts duplicate keys. */
function parseJson(text: string): unknown {
  try {
    return parse(text, undefined, Number);
  } catch (error) {
    const [, fault = "not JSON", offset = 0] =
      /^SyntaxError: (.*) at position (\d+)$/s.exec(String(error)) ?? [];
    const before = text.slice(0, Number(offset)).split("\n");
    const hint = text.startsWith("/", Number(offset)) ? " (JSON has no comments)" : "";
    throw new ConfigurationError([
      `${FILE}:${before.length}:${(before.at(-1) ?? "").length + 1}: ${fault}${hint}`,
    ]);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
