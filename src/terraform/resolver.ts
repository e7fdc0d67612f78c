import { readTemplate } from "./template";
import {
  type Expression,
  isValueList,
  isValueObject,
  type Reference,
  reference,
  referenceText,
  Unresolved,
  type Value,
  type ValueObject,
  valueAt,
} from "./value";

/** Replaces references with the values that the document itself states. */
export class Resolver {
  private readonly resolving = new Set<string>();

  /**
   * @param resources - attributes by address
   * @param names - variables and local values by address
   */
  constructor(
    private readonly resources: Pick<ReadonlyMap<string, Value>, "get">,
    private readonly names: ReadonlyMap<string, Value>,
  ) {}

  resolve(value: Value): Value {
    if (value instanceof Unresolved) {
      return this.resolveTemplate(value);
    }
    if (isValueList(value)) {
      return value.map((item) => this.resolve(item));
    }
    return isValueObject(value) ? this.resolveObject(value) : value;
  }

  resolveObject(object: ValueObject): ValueObject {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, this.resolve(value)]));
  }

  private resolveTemplate(template: Unresolved): Value {
    const values = template.parts.map((part) => (typeof part === "string" ? part : this.evaluate(part)));
    const [only, ...others] = values;
    if (only !== undefined && others.length === 0) {
      return only;
    }
    return joined(
      template.parts.flatMap((part, index) => {
        const value = values[index];
        if (value instanceof Unresolved) {
          return value.parts;
        }
        // A list or an object cannot be part of a string; Terraform reports it.
        return typeof value === "object" || value === undefined ? [part] : [String(value)];
      }),
    );
  }

  /** Returns the stated value of a plain reference; otherwise the expression itself. */
  private evaluate(expression: Expression): Value {
    const unresolved = new Unresolved([expression]);
    const literal = literalOf(expression.text);
    if (literal !== undefined) {
      return typeof literal === "string" ? this.resolve(readTemplate(literal)) : literal;
    }
    const [, left, operator, right] = COMPARISON.exec(expression.text) ?? [];
    if (left !== undefined && right !== undefined) {
      const [one, other] = [left, right].map((side) => this.resolve(readTemplate(`\${${side}}`)));
      const known = [one, other].every((side) => side !== undefined && typeof side !== "object");
      return known ? (one === other) === (operator === "==") : unresolved;
    }
    const [, condition, yes, no] = CONDITIONAL.exec(expression.text) ?? [];
    if (condition !== undefined && yes !== undefined && no !== undefined) {
      const holds = this.resolve(readTemplate(`\${${condition}}`));
      return typeof holds === "boolean" ? this.resolve(readTemplate(`\${${holds ? yes : no}}`)) : unresolved;
    }
    const to = unresolved.reference;
    if (to === undefined || referenceText(to) !== expression.text || this.resolving.has(expression.text)) {
      return unresolved;
    }
    const stated = this.stated(to);
    if (stated === undefined || stated === null) {
      return unresolved;
    }
    this.resolving.add(expression.text);
    try {
      return this.resolve(stated);
    } finally {
      this.resolving.delete(expression.text);
    }
  }

  private stated(to: Reference): Value | undefined {
    const resource = this.resources.get(to.address);
    // A whole resource has more attributes than its block states.
    if (resource !== undefined) {
      return to.path === "" ? undefined : valueAt(resource, to.path);
    }
    return within(this.names.get(to.address), to.path);
  }
}

/** `condition ? yes : no`, with no other condition in it. */
const CONDITIONAL = /^([^?:]+?)\s*\?\s*([^?:]+?)\s*:\s*([^?:]+)$/;

/** `one == other` or `one != other`, and nothing else. */
const COMPARISON = /^([^?:=!&|]+?)\s*([=!]=)\s*([^?:=!&|]+)$/;

/** Returns a constant text, number, list or set. */
function literalOf(text: string): Value | undefined {
  const [, inner] = /^toset\((.*)\)$/s.exec(text) ?? [];
  try {
    // Not a reference, which is no JSON.
    return JSON.parse(inner ?? text);
  } catch {
    return undefined;
  }
}

/** Returns the value at a path, following references on the way. */
function within(value: Value | undefined, path: string): Value | undefined {
  if (value instanceof Unresolved && path !== "") {
    const [to] = value.references;
    return to === undefined || referenceText(to) !== value.toString().slice(2, -1)
      ? undefined
      : reference({
          ...to,
          path: path.startsWith("[") || to.path === "" ? to.path + path : `${to.path}.${path}`,
        });
  }
  const [step, rest = ""] = path.match(/^(?:[\w-]+|\[[^\]]*\])|(?<=^(?:[\w-]+|\[[^\]]*\])).+/g) ?? [];
  return step === undefined ? value : within(valueAt(value, step), rest.replace(/^\./, ""));
}

function joined(parts: readonly (string | Expression)[]): string | Unresolved {
  const merged: (string | Expression)[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === "string" && typeof last === "string") {
      merged[merged.length - 1] = last + part;
    } else {
      merged.push(part);
    }
  }
  const [first, ...others] = merged;
  return typeof first === "string" && others.length === 0 ? first : new Unresolved(merged);
}
