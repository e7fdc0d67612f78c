import { isList, isObject, type Json, type JsonObject, jsonIn } from "./json";

/** One action on one resource that a policy allows or denies one principal. */
export interface Grant {
  readonly effect: "Allow" | "Deny";
  /** `AWS:arn:…`, `Service:lambda.amazonaws.com`, `*`; empty in an identity's policy, which has no principals. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** As JSON; empty without one. */
  readonly condition: string;
}

/** AWS accepts no document of this length (the longest, of a bucket or a key, is 32 kB) or with so many statements. */
const LONGEST = 100_000;
const MOST_GRANTS = 2000;

/**
 * Splits a policy document into single grants; undefined if the text is not one. `NotAction` and the like become
 * `not …`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(text: Json | undefined): readonly Grant[] | undefined {
  if (text === undefined || text === null || text === "") {
    return [];
  }
  // Blocks such as `inline_policy`, each with a document of its own.
  if (isList(text)) {
    const documents = text.map((block) => readPolicy(isObject(block) ? block["policy"] : block));
    return documents.includes(undefined) ? undefined : documents.flatMap((grants) => grants ?? []);
  }
  const document = typeof text === "string" ? jsonIn(text.length > LONGEST ? "" : text) : text;
  if (!isObject(document) || document["Statement"] === undefined) {
    return undefined;
  }
  const grants: Grant[] = [];
  for (const statement of listOf(document["Statement"]).filter(isObject)) {
    for (const grant of grantsOf(statement)) {
      if (grants.length >= MOST_GRANTS) {
        return undefined;
      }
      grants.push(grant);
    }
  }
  return grants;
}

function* grantsOf(statement: JsonObject): Generator<Grant> {
  const effect = statement["Effect"] === "Deny" ? "Deny" : "Allow";
  const condition = statement["Condition"] === undefined ? "" : canonical(statement["Condition"]);
  for (const principal of principalsOf(statement)) {
    for (const action of elementOf(statement, "Action")) {
      for (const resource of elementOf(statement, "Resource")) {
        yield { effect, principal, action, resource, condition };
      }
    }
  }
}

function elementOf(statement: JsonObject, name: string): readonly string[] {
  const not = statement[`Not${name}`];
  if (not !== undefined) {
    return [`not ${textsOf(not).sort().join(", ")}`];
  }
  const texts = textsOf(statement[name]);
  return texts.length === 0 ? [""] : texts;
}

function principalsOf(statement: JsonObject): readonly string[] {
  const not = statement["NotPrincipal"];
  if (not !== undefined) {
    return [`not ${canonical(not)}`];
  }
  const principal = statement["Principal"];
  if (!isObject(principal)) {
    return principal === undefined ? [""] : textsOf(principal);
  }
  return Object.entries(principal).flatMap(([kind, principals]) =>
    textsOf(principals).map((one) => (kind === "AWS" && one === "*" ? "*" : `${kind}:${one}`)),
  );
}

function textsOf(json: Json | undefined): string[] {
  return listOf(json).filter((one) => typeof one === "string");
}

/** A policy may have one value instead of a list. */
function listOf(json: Json = null): readonly Json[] {
  return isList(json) ? json : json === null ? [] : [json];
}

function canonical(json: Json): string {
  if (isList(json)) {
    return `[${json.map(canonical).sort().join(",")}]`;
  }
  if (isObject(json)) {
    const entries = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).join(",")}}`;
  }
  return JSON.stringify(json);
}

/** Matches `*` (any text) and `?` (any character) without a regular expression, which a policy could make slow. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === "*") {
    return true;
  }
  const lastWildcard = Math.max(pattern.lastIndexOf("*"), pattern.lastIndexOf("?"));
  // Comparing the end is cheapest.
  if (lastWildcard < 0 || pattern.startsWith("not ") || !text.endsWith(pattern.slice(lastWildcard + 1))) {
    return false;
  }
  let [at, inText, star, mark] = [0, 0, -1, 0];
  while (inText < text.length) {
    if (pattern[at] === "*") {
      [star, mark] = [at, inText];
      at += 1;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[inText])) {
      at += 1;
      inText += 1;
    } else if (star >= 0) {
      mark += 1;
      [at, inText] = [star + 1, mark];
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
