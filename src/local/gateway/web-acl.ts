import { BlockList } from "node:net";
import type { Attributes } from "../../terraform";
import type { Clock } from "../clock";
import type { WebAclModel } from "../stack/rest-apis";
import { StackError } from "../stack/stack-error";
import { type GatewayAnswer, type GatewayRequest, header } from "./message";
import { SlidingWindow } from "./sliding-window";

/** Whether a statement matches a request. */
type Condition = (request: GatewayRequest) => boolean;

interface Rule {
  readonly priority: number;
  readonly action: "allow" | "block" | "count";
  /** The response to a blocked request. @default - 403, by the API's gateway response */
  readonly refusal: GatewayAnswer | undefined;
  readonly matches: Condition;
}

/**
 * A stage's web ACL: the rules on paths, addresses, sizes and request counts, and the size rules of AWS's common rule
 * set. The other rules of AWS's groups match nothing here. A rate rule acts immediately; on AWS, usually within 30
 * seconds.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing.html
 */
export class WebAcl {
  private readonly rules: readonly Rule[];

  /** @throws StackError for a rule that refers to resources outside of the document */
  constructor(model: WebAclModel, clock: Clock) {
    this.rules = model.acl.attributes
      .blocks("rule")
      .map((rule) => readRule(rule, { ...model, clock }))
      .sort((a, b) => a.priority - b.priority);
  }

  /** Returns the rule that blocks a request, or undefined if it is allowed. */
  blocking(request: GatewayRequest): Rule | undefined {
    const first = this.rules.find(({ action, matches }) => matches(request) && action !== "count");
    return first?.action === "block" ? first : undefined;
  }
}

/** The web ACL of a rule. */
interface Context extends WebAclModel {
  readonly clock: Clock;
}

function readRule(rule: Attributes, context: Context): Rule {
  const action = rule.block("action");
  const counts =
    action?.block("count") !== undefined || rule.block("override_action")?.block("count") !== undefined;
  return {
    priority: numberIn(rule, "priority", context),
    action: action?.block("allow") !== undefined ? "allow" : counts ? "count" : "block",
    refusal: readRefusal(action?.block("block")?.block("custom_response"), context),
    matches: conditionOf(rule.block("statement"), context),
  };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  APPLICATION_JSON: "application/json",
  TEXT_HTML: "text/html",
};

function readRefusal(response: Attributes | undefined, context: Context): GatewayAnswer | undefined {
  if (response === undefined) {
    return undefined;
  }
  const key = response.knownText("custom_response_body_key");
  const bodies = context.acl.attributes.blocks("custom_response_body");
  const body = bodies.find((one) => one.knownText("key") === key);
  const headers = response
    .blocks("response_header")
    .map((one): [string, string] => [one.knownText("name") ?? "", one.knownText("value") ?? ""]);
  return {
    status: numberIn(response, "response_code", context),
    headers: [
      ["Content-Type", CONTENT_TYPES[body?.knownText("content_type") ?? ""] ?? "text/plain"],
      ...headers,
    ],
    body: Buffer.from(body?.knownText("content") ?? ""),
  };
}

function numberIn(attributes: Attributes, path: string, { acl, values }: Context, fallback?: number): number {
  return values.number({ address: acl.address, attributes }, path, fallback);
}

/** Statements that are not evaluated locally match nothing. */
const NEVER: Condition = () => false;

function conditionOf(statement: Attributes | undefined, context: Context): Condition {
  for (const [type, read] of Object.entries(STATEMENTS)) {
    const block = statement?.block(type);
    if (block !== undefined) {
      return read(block, context);
    }
  }
  return NEVER;
}

function conditionsIn(statement: Attributes, context: Context): readonly Condition[] {
  return statement.blocks("statement").map((one) => conditionOf(one, context));
}

const STATEMENTS: Readonly<Record<string, (statement: Attributes, context: Context) => Condition>> = {
  and_statement(statement, context) {
    const conditions = conditionsIn(statement, context);
    return (request) => conditions.every((matches) => matches(request));
  },
  or_statement(statement, context) {
    const conditions = conditionsIn(statement, context);
    return (request) => conditions.some((matches) => matches(request));
  },
  not_statement(statement, context) {
    const matches = conditionOf(statement.block("statement"), context);
    return (request) => !matches(request);
  },
  regex_match_statement(statement) {
    const pattern = new RegExp(statement.knownText("regex_string") ?? "");
    const steps = statement.blocks("text_transformation").map((one) => one.knownText("type") ?? "");
    return statement.block("field_to_match")?.block("uri_path") === undefined
      ? NEVER
      : ({ path }) => pattern.test(steps.reduce(transformed, path));
  },
  ip_set_reference_statement(statement, { acl, terraform }) {
    const set = terraform.resources.get(statement.reference("arn")?.address ?? "");
    if (set === undefined) {
      throw new StackError(`${acl.address}: ip_set_reference_statement: its IP set is not in this document`);
    }
    const list = new BlockList();
    for (const range of set.attributes.texts("addresses")) {
      const [network = "", bits = ""] = range.split("/");
      list.addSubnet(network, Number(bits), familyOf(network));
    }
    return ({ sourceIp }) => list.check(sourceIp, familyOf(sourceIp));
  },
  size_constraint_statement(statement, context) {
    const isOfBody = statement.block("field_to_match")?.block("body") !== undefined;
    if (!isOfBody || statement.knownText("comparison_operator") !== "GT") {
      return NEVER;
    }
    const bytes = numberIn(statement, "size", context);
    return ({ body }) => body.length > bytes;
  },
  rate_based_statement(statement, context) {
    if (statement.knownText("aggregate_key_type") !== "IP") {
      return NEVER;
    }
    const limit = numberIn(statement, "limit", context);
    const window = new SlidingWindow(numberIn(statement, "evaluation_window_sec", context, 300));
    const scope = statement.block("scope_down_statement");
    const counts = scope === undefined ? () => true : conditionOf(scope, context);
    return (request) =>
      counts(request) && window.count(request.sourceIp, context.clock.now().getTime()) > limit;
  },
  managed_rule_group_statement(statement) {
    const counted = statement
      .blocks("rule_action_override")
      .filter((one) => one.block("action_to_use")?.block("count") !== undefined)
      .map((one) => one.knownText("name"));
    return statement.knownText("name") === "AWSManagedRulesCommonRuleSet"
      ? (request) =>
          Object.entries(SIZE_RULES).some(([name, exceeds]) => !counted.includes(name) && exceeds(request))
      : NEVER;
  },
};

/**
 * The size rules of AWS's common rule set, by their documented limits in bytes.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const SIZE_RULES: Readonly<Record<string, Condition>> = {
  SizeRestrictions_QUERYSTRING: ({ query }) => Buffer.byteLength(query) > 2048,
  SizeRestrictions_Cookie_HEADER: ({ headers }) =>
    Buffer.byteLength(header(headers, "cookie") ?? "") > 10_240,
  SizeRestrictions_BODY: ({ body }) => body.length > 8192,
  SizeRestrictions_URIPATH: ({ path }) => Buffer.byteLength(path) > 1024,
};

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html */
function transformed(path: string, transformation: string): string {
  switch (transformation) {
    case "URL_DECODE":
      return path.replaceAll(/%([0-9a-fA-F]{2})/g, (_, code) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      );
    case "NORMALIZE_PATH":
      return new URL(`http://path${path.replaceAll(/\/{2,}/g, "/")}`).pathname;
    case "LOWERCASE":
      return path.toLowerCase();
    default:
      return path;
  }
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return address.includes(":") ? "ipv6" : "ipv4";
}
