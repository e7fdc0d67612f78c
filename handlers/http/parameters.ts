import type { Parameter, ParameterSchema } from "../openapi/types";
import { Problem } from "./problem";

const LONGEST_SHOWN = 60;

/** Validated parameters by name: the given value or the default. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * Validates the given parameters against the OpenAPI document: each must be declared, given once, and have the declared
 * form.
 *
 * @throws Problem for the first invalid parameter
 */
export function validate(
  declared: readonly Parameter[],
  given: Readonly<Record<string, readonly unknown[]>>,
): Parameters {
  const names = declared.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      const known = names.length === 0 ? "this operation has none" : `known parameters: ${names.join(", ")}`;
      throw new Problem("unknown-parameter", `${shown(name)} is not a parameter; ${known}`);
    }
  }
  const values = declared.flatMap((parameter) => {
    const value = valueAmong(parameter, given[parameter.name] ?? []);
    return value === undefined ? [] : [[parameter.name, value]];
  });
  return Object.fromEntries(values);
}

function valueAmong(
  { name, required, schema, example }: Parameter,
  given: readonly unknown[],
): string | undefined {
  const [value, ...others] = given;
  if (others.length > 0) {
    throw new Problem("invalid-parameter", `${name}: given ${given.length} times, but must be given once`);
  }
  if (value === undefined) {
    if (required) {
      throw new Problem("missing-parameter", `${name} is missing: ${expected(schema)}`);
    }
    return schema.default === undefined ? undefined : String(schema.default);
  }
  if (typeof value !== "string") {
    throw invalid(name, value, `a string such as ${JSON.stringify(example ?? "")}`);
  }
  if (!matches(schema, value)) {
    throw invalid(name, value, expected(schema));
  }
  return value;
}

function matches(schema: ParameterSchema, value: string): boolean {
  if (schema.type === "integer") {
    const number = Number(value);
    return (
      /^\d{1,9}$/.test(value) && number >= (schema.minimum ?? number) && number <= (schema.maximum ?? number)
    );
  }
  return (
    value.length <= (schema.maxLength ?? value.length) &&
    (schema.enum?.includes(value) ?? true) &&
    (schema.pattern === undefined || new RegExp(schema.pattern).test(value))
  );
}

function expected({ type, description, minimum, maximum, enum: choices }: ParameterSchema): string {
  if (type === "integer") {
    return `a whole number from ${minimum} to ${maximum}`;
  }
  return choices === undefined ? (description ?? "a string") : `one of ${choices.join(", ")}`;
}

/** Returns the problem of an invalid parameter. `right` completes "is not …". */
export function invalid(name: string, value: unknown, right: string): Problem {
  return new Problem("invalid-parameter", `${name}: ${shown(value)} is not ${right}`);
}

/** Returns a value as messages show it. Objects are not printed, because deep nesting could overflow the stack. */
export function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "a list" : "an object";
  }
  const text = JSON.stringify(value) ?? "";
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
