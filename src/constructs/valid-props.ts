import { Token } from "cdktf";
import type * as z from "zod/mini";
import { toDotPath } from "zod/v4/core";
import { reject } from "./invalid-input";

/** The characters of a value that a message shows. */
const LONGEST_SHOWN = 100;

/**
 * Checks each value by itself. A token of CDKTF has its value only in Terraform, which checks it.
 *
 * @param schema - its messages state the allowed values; see `src/aws/values.ts`
 * @param place - where the values are, if their keys alone do not tell
 * @throws InvalidInput with a line per value
 */
export function requireValid(schema: z.ZodMiniType, values: unknown, place?: string): void {
  const at = (path: readonly PropertyKey[]) =>
    path.reduce<unknown>((value, key) => (isObject(value) ? Reflect.get(value, key) : undefined), values);
  const [first, ...others] = (schema.safeParse(values).error?.issues ?? [])
    .map(({ path, message }) => ({ path, message, value: at(path) }))
    .filter(({ value }) => !Token.isUnresolved(value))
    .map(({ path, message, value }) => ({
      place: [place, toDotPath(path)].filter((part) => part !== undefined && part !== "").join(": "),
      fault: faultOf(value, message),
    }));
  if (first !== undefined) {
    const lines = [first.fault, ...others.map((other) => `${other.place}: ${other.fault}`)];
    reject(first.place, lines.join("\n"));
  }
}

function faultOf(value: unknown, message: string): string {
  if (value === undefined) {
    return `missing; expected ${message}`;
  }
  const json = JSON.stringify(value) ?? String(value);
  const shown = json.length > LONGEST_SHOWN ? `${json.slice(0, LONGEST_SHOWN)}…` : json;
  return `${shown} ${message.startsWith("is ") ? message : `is not ${message}`}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
