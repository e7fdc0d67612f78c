/**
 * A mention of an attribute, as in `aws_lb.web["a"].dns_name`: the address `aws_lb.web["a"]` and the path
 * `dns_name` (empty: the whole object). Of a variable, a local value or a module's output the address is
 * `var.x`, `local.x`, `module.m.x`.
 */
export interface Reference {
  readonly address: string;
  readonly path: string;
}

/** What stands between `${` and `}`, and the references in it. */
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

  /** The one thing that the whole value comes from, if it is one: `${aws_lb.web.dns_name}`. */
  get reference(): Reference | undefined {
    const [part, ...others] = this.parts;
    if (part === undefined || typeof part === "string" || others.length > 0) {
      return undefined;
    }
    return part.references.length === 1 ? part.references[0] : undefined;
  }

  /** Whether a condition that is not known decides the value: `${var.checked ? aws_lb.web.dns_name : null}`. */
  get isConditional(): boolean {
    return this.parts.some((part) => typeof part !== "string" && /\?|\bcoalesce\(/.test(part.text));
  }

  /** As it is written in a template. */
  toString(): string {
    return this.parts.map((part) => (typeof part === "string" ? part : `\${${part.text}}`)).join("");
  }
}

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

/** What is at a path such as `domain_name[0].target`; undefined if nothing is. */
export function valueAt(value: Value | undefined, path: string): Value | undefined {
  let found = value;
  for (const [, key, index, quoted] of path.matchAll(/([\w-]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g)) {
    const step = key ?? index ?? quoted ?? "";
    if (isValueList(found)) {
      found = found[Number(step)];
    } else if (isValueObject(found)) {
      // A block that may stand once is an object in JSON syntax, a list of one in state.
      found = index === "0" ? found : Object.hasOwn(found, step) ? found[step] : undefined;
    } else {
      return undefined;
    }
  }
  return found;
}
