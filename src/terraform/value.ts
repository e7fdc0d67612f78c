import { perText } from "./group";

/**
 * A reference to an attribute, such as `aws_lb.web["a"].dns_name`: the address `aws_lb.web["a"]` and the path
 * `dns_name` (empty for the whole object). The address of a variable, a local value or a module's output is `var.x`,
 * `local.x` or `module.m.x`.
 */
export interface Reference {
  readonly address: string;
  readonly path: string;
}

/** The expression between `${` and `}`, and its references. */
export interface Expression {
  readonly text: string;
  readonly references: readonly Reference[];
}

/** A value that Terraform knows only later: literal text and expressions, in order. */
export class Unresolved {
  constructor(readonly parts: readonly (string | Expression)[]) {}

  get references(): readonly Reference[] {
    return this.parts.flatMap((part) => (typeof part === "string" ? [] : part.references));
  }

  /** Returns the reference if it is the whole value, as in `${aws_lb.web.dns_name}`. */
  get reference(): Reference | undefined {
    const [part, ...others] = this.parts;
    if (part === undefined || typeof part === "string" || others.length > 0) {
      return undefined;
    }
    return part.references.length === 1 ? part.references[0] : undefined;
  }

  /** Returns whether an unknown condition decides the value, as in `${var.checked ? aws_lb.web.dns_name : null}`. */
  get isConditional(): boolean {
    return this.parts.some((part) => typeof part !== "string" && /\?|\bcoalesce\(/.test(part.text));
  }

  /** Returns the value as written in a template. */
  toString(): string {
    return this.parts.map((part) => (typeof part === "string" ? part : `\${${part.text}}`)).join("");
  }
}

/** A text, or what Terraform makes it of later. */
export type Text = string | Unresolved;

/** An attribute's value. */
export type Value = null | boolean | number | string | Unresolved | readonly Value[] | ValueObject;

export interface ValueObject {
  readonly [key: string]: Value;
}

export function isValueList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isValueObject(value: Value | undefined): value is ValueObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unresolved)
  );
}

export function reference(of: Reference): Unresolved {
  return new Unresolved([{ text: referenceText(of), references: [of] }]);
}

export function referenceText({ address, path }: Reference): string {
  return path === "" || path.startsWith("[") ? address + path : `${address}.${path}`;
}

const stepsOf = perText((path) =>
  [...path.matchAll(/([\w-]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g)].map(([, key, index, quoted]) => ({
    step: key ?? index ?? quoted ?? "",
    isIndex: index !== undefined,
  })),
);

/** Returns the value at a path such as `domain_name[0].target`; undefined if there is none. */
export function valueAt(value: Value | undefined, path: string): Value | undefined {
  let found = value;
  for (const { step, isIndex } of stepsOf(path)) {
    if (isValueList(found)) {
      found = found[Number(step)];
    } else if (isValueObject(found)) {
      // A single block is an object in JSON syntax, and a list of one in state.
      found = isIndex && step === "0" ? found : Object.hasOwn(found, step) ? found[step] : undefined;
    } else {
      return undefined;
    }
  }
  return found;
}
