import {
  isValueList,
  isValueObject,
  type Reference,
  Unresolved,
  type Value,
  type ValueObject,
  valueAt,
} from "./value";

/**
 * The attributes of a resource or a block. Like Terraform, these readers accept `"30"` for 30, `"true"` for true, and a
 * single block as an object or as a list of one.
 */
export class Attributes {
  private known: ValueObject | undefined;

  /** @param read - called at the first use, because only a few of thousands of resources need their attributes */
  constructor(private readonly read: () => ValueObject) {}

  get values(): ValueObject {
    this.known ??= this.read();
    return this.known;
  }

  get(path: string): Value | undefined {
    return valueAt(this.values, path) ?? undefined;
  }

  text(path: string): string | Unresolved | undefined {
    const value = this.get(path);
    if (typeof value === "number" || typeof value === "boolean") {
      return String(value);
    }
    return typeof value === "string" || value instanceof Unresolved ? value : undefined;
  }

  /** Returns the text if it is known. */
  knownText(path: string): string | undefined {
    const text = this.text(path);
    return typeof text === "string" ? text : undefined;
  }

  number(path: string): number | Unresolved | undefined {
    const value = this.get(path);
    if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
      return Number(value);
    }
    return typeof value === "number" || value instanceof Unresolved ? value : undefined;
  }

  /** Returns the number if it is known. */
  knownNumber(path: string): number | undefined {
    const number = this.number(path);
    return typeof number === "number" ? number : undefined;
  }

  flag(path: string): boolean | Unresolved | undefined {
    const value = this.get(path);
    if (value === "true" || value === "false") {
      return value === "true";
    }
    return typeof value === "boolean" || value instanceof Unresolved ? value : undefined;
  }

  /** Returns the reference if it is the whole value. */
  reference(path: string): Reference | undefined {
    const value = this.get(path);
    return value instanceof Unresolved ? value.reference : undefined;
  }

  /** Returns a list or a set; an unknown one is a list with the unresolved value. */
  list(path: string): readonly Value[] {
    const value = this.get(path);
    if (value instanceof Unresolved) {
      return [value];
    }
    return isValueList(value) ? value : [];
  }

  /** Returns the known texts of a list. */
  texts(path: string): readonly string[] {
    return this.list(path).filter((item) => typeof item === "string");
  }

  blocks(name: string): readonly Attributes[] {
    const value = this.get(name);
    const blocks = isValueList(value) ? value : [value];
    return blocks.filter((block) => isValueObject(block)).map((block) => new Attributes(() => block));
  }

  block(name: string): Attributes | undefined {
    return this.blocks(name)[0];
  }
}
