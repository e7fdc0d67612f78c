import { BlockList } from "node:net";
import type { Clock } from "../clock";
import type { Refusal, Statement, WebAclModel, WebAclRule } from "../stack/web-acls";
import { type GatewayRequest, header } from "./message";
import { SlidingWindow } from "./sliding-window";

/**
 * The size rules of AWS's common rule set, by their documented limits in bytes.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const SIZE_RESTRICTIONS: Readonly<
  Record<string, { readonly bytes: number; readonly of: (request: GatewayRequest) => number }>
> = {
  SizeRestrictions_QUERYSTRING: { bytes: 2048, of: ({ query }) => Buffer.byteLength(query) },
  SizeRestrictions_Cookie_HEADER: {
    bytes: 10_240,
    of: ({ headers }) => Buffer.byteLength(header(headers, "cookie") ?? ""),
  },
  SizeRestrictions_BODY: { bytes: 8192, of: ({ body }) => body.length },
  SizeRestrictions_URIPATH: { bytes: 1024, of: ({ path }) => Buffer.byteLength(path) },
};

/**
 * A stage's web ACL: the rules on paths, addresses, sizes and request counts, and the size rules of AWS's common rule
 * set. The other rules of AWS's groups match nothing here. A rate rule acts immediately; on AWS, usually within 30
 * seconds.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing.html
 */
export class WebAcl {
  private readonly rules: readonly { readonly rule: WebAclRule; readonly matches: Matches }[];

  constructor(model: WebAclModel, clock: Clock) {
    this.rules = model.rules.map((rule) => ({ rule, matches: matcher(rule.statement, clock) }));
  }

  /** Returns the rule that blocks a request, or undefined if it is allowed. */
  blocking(request: GatewayRequest): { readonly refusal: Refusal | undefined } | undefined {
    for (const { rule, matches } of this.rules) {
      if (matches(request) && rule.action !== "count") {
        return rule.action === "block" ? rule : undefined;
      }
    }
    return undefined;
  }
}

type Matches = (request: GatewayRequest) => boolean;

function matcher(statement: Statement, clock: Clock): Matches {
  switch (statement.kind) {
    case "and":
    case "or": {
      const inner = statement.statements.map((one) => matcher(one, clock));
      return statement.kind === "and"
        ? (request) => inner.every((matches) => matches(request))
        : (request) => inner.some((matches) => matches(request));
    }
    case "not": {
      const matches = matcher(statement.statement, clock);
      return (request) => !matches(request);
    }
    case "path":
      return ({ path }) => statement.pattern.test(statement.transformations.reduce(transformed, path));
    case "addresses": {
      const list = new BlockList();
      for (const range of statement.ranges) {
        const [network = "", bits = ""] = range.split("/");
        list.addSubnet(network, Number(bits), familyOf(network));
      }
      return ({ sourceIp }) => list.check(sourceIp, familyOf(sourceIp));
    }
    case "body-larger-than":
      return ({ body }) => body.length > statement.bytes;
    case "rate":
      return rateMatcher(statement, clock);
    case "managed":
      return (request) =>
        statement.name === "AWSManagedRulesCommonRuleSet" &&
        Object.entries(SIZE_RESTRICTIONS).some(
          ([name, { bytes, of }]) => !statement.counted.includes(name) && of(request) > bytes,
        );
    case "unknown":
      return () => false;
  }
}

function rateMatcher(
  { limit, windowSeconds, of }: Extract<Statement, { readonly kind: "rate" }>,
  clock: Clock,
): Matches {
  const counted = of === undefined ? () => true : matcher(of, clock);
  const window = new SlidingWindow(windowSeconds);
  return (request) => counted(request) && window.count(request.sourceIp, clock.now().getTime()) > limit;
}

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
