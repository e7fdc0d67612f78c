import { type Attributes, ofType, type Resource, type Terraform, Unresolved } from "../../terraform";
import type { KnownValues } from "./known-values";
import { StackError } from "./stack-error";

/** A condition on requests. Statements that are not evaluated locally match nothing. */
export type Statement =
  | { readonly kind: "and" | "or"; readonly statements: readonly Statement[] }
  | { readonly kind: "not"; readonly statement: Statement }
  | { readonly kind: "path"; readonly pattern: RegExp; readonly transformations: readonly string[] }
  | { readonly kind: "addresses"; readonly ranges: readonly string[] }
  | { readonly kind: "body-larger-than"; readonly bytes: number }
  | {
      readonly kind: "rate";
      readonly limit: number;
      readonly windowSeconds: number;
      readonly of: Statement | undefined;
    }
  | { readonly kind: "managed"; readonly name: string; readonly counted: readonly string[] }
  | { readonly kind: "unknown"; readonly type: string };

export interface Refusal {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly contentType: string;
}

export interface WebAclRule {
  readonly name: string;
  readonly action: "allow" | "block" | "count";
  /** The response to a blocked request. @default - 403, by the API's gateway response */
  readonly refusal: Refusal | undefined;
  readonly statement: Statement;
}

/** The rules of a stage's web ACL, by priority. */
export interface WebAclModel {
  readonly address: string;
  readonly rules: readonly WebAclRule[];
}

/** Reads the web ACL that is associated with a stage. */
export function readWebAcl(
  stage: Resource,
  terraform: Terraform,
  values: KnownValues,
): WebAclModel | undefined {
  const association = ofType(terraform, "aws_wafv2_web_acl_association").find(
    ({ attributes }) => referenceOf(attributes, "resource_arn") === stage.address,
  );
  const acl = terraform.resources.get(referenceOf(association?.attributes, "web_acl_arn") ?? "");
  if (acl?.type !== "aws_wafv2_web_acl") {
    return undefined;
  }
  const bodies = acl.attributes.blocks("custom_response_body");
  const rules = acl.attributes.blocks("rule").map((rule) => ({
    priority: values.number({ address: acl.address, attributes: rule }, "priority"),
    rule: readRule(rule, bodies, { address: acl.address, terraform, values }),
  }));
  return {
    address: acl.address,
    rules: rules.sort((a, b) => a.priority - b.priority).map(({ rule }) => rule),
  };
}

/** The web ACL of a rule. */
interface Surroundings {
  readonly address: string;
  readonly terraform: Terraform;
  readonly values: KnownValues;
}

function readRule(rule: Attributes, bodies: readonly Attributes[], around: Surroundings): WebAclRule {
  const numberIn = numbersOf(around);
  const action = rule.block("action");
  const block = action?.block("block");
  const response = block?.block("custom_response");
  const key = response?.knownText("custom_response_body_key");
  const body = bodies.find((one) => one.knownText("key") === key);
  const counts =
    action?.block("count") !== undefined || rule.block("override_action")?.block("count") !== undefined;
  return {
    name: rule.knownText("name") ?? "",
    action: action?.block("allow") !== undefined ? "allow" : counts ? "count" : "block",
    refusal:
      response === undefined
        ? undefined
        : {
            status: numberIn(response, "response_code"),
            headers: response
              .blocks("response_header")
              .map((header) => [header.knownText("name") ?? "", header.knownText("value") ?? ""] as const),
            body: body?.knownText("content") ?? "",
            contentType: CONTENT_TYPES[body?.knownText("content_type") ?? ""] ?? "text/plain",
          },
    statement: readStatement(rule.block("statement"), around),
  };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  APPLICATION_JSON: "application/json",
  TEXT_HTML: "text/html",
};

function readStatement(statement: Attributes | undefined, around: Surroundings): Statement {
  const numberIn = numbersOf(around);
  const inner = (name: string) => statement?.block(name);
  const and = inner("and_statement");
  const or = inner("or_statement");
  const not = inner("not_statement");
  const regex = inner("regex_match_statement");
  const addresses = inner("ip_set_reference_statement");
  const size = inner("size_constraint_statement");
  const rate = inner("rate_based_statement");
  const managed = inner("managed_rule_group_statement");
  if (and !== undefined || or !== undefined) {
    const statements = (and ?? or)?.blocks("statement").map((one) => readStatement(one, around)) ?? [];
    return { kind: and === undefined ? "or" : "and", statements };
  }
  if (not !== undefined) {
    return { kind: "not", statement: readStatement(not.block("statement"), around) };
  }
  if (regex?.block("field_to_match")?.block("uri_path") !== undefined) {
    return {
      kind: "path",
      pattern: new RegExp(regex.knownText("regex_string") ?? ""),
      transformations: regex.blocks("text_transformation").map((one) => one.knownText("type") ?? ""),
    };
  }
  if (addresses !== undefined) {
    const set = around.terraform.resources.get(referenceOf(addresses, "arn") ?? "");
    if (set === undefined) {
      throw new StackError(
        `${around.address}: ip_set_reference_statement: its IP set is not in this document`,
      );
    }
    return { kind: "addresses", ranges: set.attributes.texts("addresses") };
  }
  if (
    size?.block("field_to_match")?.block("body") !== undefined &&
    size.knownText("comparison_operator") === "GT"
  ) {
    return { kind: "body-larger-than", bytes: numberIn(size, "size") };
  }
  if (rate?.knownText("aggregate_key_type") === "IP") {
    const scope = rate.block("scope_down_statement");
    return {
      kind: "rate",
      limit: numberIn(rate, "limit"),
      windowSeconds: numberIn(rate, "evaluation_window_sec", 300),
      of: scope === undefined ? undefined : readStatement(scope, around),
    };
  }
  if (managed !== undefined) {
    return {
      kind: "managed",
      name: managed.knownText("name") ?? "",
      counted: managed
        .blocks("rule_action_override")
        .filter((one) => one.block("action_to_use")?.block("count") !== undefined)
        .map((one) => one.knownText("name") ?? ""),
    };
  }
  return { kind: "unknown", type: Object.keys(statement?.values ?? {}).join(", ") };
}

function referenceOf(attributes: Attributes | undefined, attribute: string): string | undefined {
  const value = attributes?.get(attribute);
  return value instanceof Unresolved ? value.reference?.address : undefined;
}

function numbersOf({ address, values }: Surroundings) {
  return (attributes: Attributes, path: string, fallback?: number) =>
    values.number({ address, attributes }, path, fallback);
}
