import { type Expression, type Reference, Unresolved } from "./value";

const IDENTIFIER = /[A-Za-z_][\w-]*/y;
/** `.name`, `.0`, `.*`, `[0]`, `[*]`, `["key"]`. */
const STEP = /\.(?:[A-Za-z_][\w-]*|\d+|\*)|\[(?:\d+|\*|"(?:[^"\\]|\\.)*")\]/y;
/** The variables of a `for` expression. */
const FOR = /\bfor\s+([A-Za-z_][\w-]*)\s*(?:,\s*([A-Za-z_][\w-]*)\s*)?in\b/g;

/**
 * Reads a string of Terraform's JSON syntax, where `${…}` and `%{…}` are expressions and `$${` is a literal `${`.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */
export function readTemplate(template: string): string | Unresolved {
  const parts: (string | Expression)[] = [];
  let literal = "";
  for (let at = 0; at < template.length; ) {
    const two = template.slice(at, at + 2);
    if ((two === "$$" || two === "%%") && template[at + 2] === "{") {
      literal += `${two[0]}{`;
      at += 3;
    } else if (two === "${" || two === "%{") {
      const end = endOfExpression(template, at + 2);
      if (literal !== "") {
        parts.push(literal);
        literal = "";
      }
      const text = template.slice(at + 2, end).trim();
      parts.push({ text, references: referencesIn(text) });
      at = end + 1;
    } else {
      const next = template.slice(at + 1).search(/[$%]/);
      const end = next < 0 ? template.length : at + 1 + next;
      literal += template.slice(at, end);
      at = end;
    }
  }
  if (parts.length === 0) {
    return literal;
  }
  return new Unresolved(literal === "" ? parts : [...parts, literal]);
}

/** The index of the `}` that closes an expression; the end of the text if none does. */
function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '"') {
      at = endOfString(text, at + 1);
    } else if (text[at] === "{") {
      depth += 1;
    } else if (text[at] === "}") {
      if (depth === 0) {
        return at;
      }
      depth -= 1;
    }
  }
  return text.length;
}

/** Returns the index of the `"` that closes a string, which may contain expressions with further strings. */
function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "\\") {
      at += 1;
    } else if (text[at] === '"') {
      return at;
    } else if ((text[at] === "$" || text[at] === "%") && text[at + 1] === "{") {
      at = endOfExpression(text, at + 2);
    }
  }
  return text.length;
}

/** Returns the distinct references of an expression in order, without function names and variables of a `for`. */
export function referencesIn(expression: string): readonly Reference[] {
  const bound = new Set([...expression.matchAll(FOR)].flatMap(([, key, value]) => [key, value]));
  const found = new Map<string, Reference>();
  const add = (one: Reference | undefined) => {
    if (one !== undefined) {
      found.set(`${one.address} ${one.path}`, one);
    }
  };
  for (let at = 0; at < expression.length; ) {
    const traversal = traversalAt(expression, at);
    if (expression[at] === '"') {
      const end = endOfString(expression, at + 1);
      const inner = readTemplate(expression.slice(at + 1, end));
      if (inner instanceof Unresolved) {
        inner.references.forEach(add);
      }
      at = end + 1;
    } else if (traversal.length > 0) {
      const [root = ""] = traversal;
      at += traversal.join("").length;
      if (expression[at] !== "(" && !bound.has(root)) {
        add(parseReference(traversal));
      }
    } else {
      at += 1;
    }
  }
  return [...found.values()];
}

/** Returns the reference that starts here, such as `["aws_lb", ".web", "[0]", ".dns_name"]`; empty if none does. */
function traversalAt(text: string, start: number): readonly string[] {
  // What follows `x[each.key]` or a call, as `.id`, continues something else.
  if (start > 0 && /[\w.-]/.test(text.charAt(start - 1))) {
    return [];
  }
  IDENTIFIER.lastIndex = start;
  const root = IDENTIFIER.exec(text)?.[0];
  if (root === undefined) {
    return [];
  }
  const steps = [root];
  let at = start + root.length;
  for (;;) {
    STEP.lastIndex = at;
    const step = STEP.exec(text)?.[0];
    if (step === undefined) {
      return steps;
    }
    steps.push(step);
    at += step.length;
  }
}

/** Splits `aws_lb.web[0].dns_name` into address and path; undefined if it is not a reference. */
export function toReference(text: string): Reference | undefined {
  return parseReference(traversalAt(text, 0));
}

function parseReference(traversal: readonly string[]): Reference | undefined {
  const names = traversal[0] === "data" ? 3 : 2;
  if (traversal.length < names) {
    return undefined;
  }
  let end = names;
  if (traversal[0] === "module") {
    // module.m["a"].output: the address of the output.
    while (traversal[end]?.startsWith("[")) end += 1;
    end += 1;
  } else if (/^\[[^*]/.test(traversal[end] ?? "") && !["var", "local"].includes(traversal[0] ?? "")) {
    end += 1;
  }
  return {
    address: traversal.slice(0, end).join(""),
    path: traversal.slice(end).join("").replace(/^\./, ""),
  };
}
