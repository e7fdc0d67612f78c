import type * as z from "zod/mini";

/** The key under `context` in cdktf.json unless `GLOBAL_API_CONTEXT` names another. */
export const DEFAULT_KEY = "globalApi";

/** Formats faults with the keys and values in the user's cdktf.json. */
export class Messages {
  constructor(
    private readonly input: unknown,
    private readonly contextKey: string,
  ) {}

  of(issue: z.core.$ZodIssue): readonly string[] {
    if (issue.code === "unrecognized_keys") {
      return issue.message.split("\n").map((line) => `${this.key(issue.path)}: ${line}`);
    }
    const meant = issue.code === "invalid_union" ? meantBranch(issue.errors) : undefined;
    return meant === undefined
      ? [this.line(issue.path, this.at(issue.path), notAllowed(issue.message))]
      : meant.flatMap((inner) => this.of({ ...inner, path: [...issue.path, ...inner.path] }));
  }

  /** Returns a message with a key, its value, and the fault. */
  line(path: readonly PropertyKey[], value: unknown, fault: string): string {
    return value === undefined
      ? `${this.key(path)}: missing; it must be ${fault.replace(/^is not /, "")}`
      : `${this.key(path)}: ${this.value(path, value)} ${fault}`;
  }

  value(path: readonly PropertyKey[], value: unknown): string {
    const text = JSON.stringify(value);
    const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
    return this.at(path) === undefined ? `${shown} (the default)` : shown;
  }

  /** The default deployment's keys are shown without their context key, as the documentation shows them. */
  key(path: readonly PropertyKey[]): string {
    const prefix = path.length === 0 || this.contextKey !== DEFAULT_KEY ? [this.contextKey] : [];
    return [...prefix, ...path]
      .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
      .join("")
      .replace(/^\./, "");
  }

  private at(path: readonly PropertyKey[]): unknown {
    return path.reduce<unknown>(
      (value, part) => (typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined),
      this.input,
    );
  }
}

/** Turns the allowed values into a sentence. */
function notAllowed(message: string): string {
  return message.startsWith("is ") ? message : `is not ${message}`;
}

/** Returns the branch of a union whose keys the user wrote. */
function meantBranch(branches: z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] | undefined {
  const meant = branches.filter((issues) => issues.every(({ code }) => code !== "unrecognized_keys"));
  return meant.length === 1 ? meant[0] : undefined;
}
