import type { Grant } from "./document";

export interface PolicyDifference {
  /** What is allowed now and was not: grants gained, denials lost. */
  readonly gained: readonly Grant[];
  /** What was allowed and is not any more. */
  readonly lost: readonly Grant[];
}

/** What a policy's principals may do more, and less, than before. */
export function comparePolicies(before: readonly Grant[], after: readonly Grant[]): PolicyDifference {
  const [was, will] = [split(before), split(after)];
  return {
    gained: [...beyond(will.allow, was.allow), ...beyond(was.deny, will.deny)],
    lost: [...beyond(was.allow, will.allow), ...beyond(will.deny, was.deny)],
  };
}

function split(grants: readonly Grant[]): { allow: readonly Grant[]; deny: readonly Grant[] } {
  return {
    allow: grants.filter(({ effect }) => effect === "Allow"),
    deny: grants.filter(({ effect }) => effect === "Deny"),
  };
}

/** The grants that nothing in `known` covers. */
function beyond(grants: readonly Grant[], known: readonly Grant[]): readonly Grant[] {
  const knownOnes = known.map(comparable);
  const exact = new Set(knownOnes.map((one) => JSON.stringify(one)));
  const wide = knownOnes.filter(isWide);
  return grants.filter((grant) => {
    const one = comparable(grant);
    return !exact.has(JSON.stringify(one)) && !wide.some((other) => covers(other, one));
  });
}

/** Actions are the same in any case; resources and principals are not. */
function comparable(grant: Grant): Grant {
  return { ...grant, action: grant.action.toLowerCase() };
}

/** Only these can cover another grant than their own like. */
function isWide({ principal, action, resource, condition }: Grant): boolean {
  return condition === "" || [principal, action, resource].some((text) => /[*?]/.test(text));
}

function covers(wide: Grant, narrow: Grant): boolean {
  return (
    (wide.condition === "" || wide.condition === narrow.condition) &&
    matches(wide.principal, narrow.principal) &&
    matches(wide.action, narrow.action) &&
    matches(wide.resource, narrow.resource)
  );
}

/** `*` for any text, `?` for any character: without a regular expression, which a policy could make slow. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === "*") {
    return true;
  }
  const lastWildcard = Math.max(pattern.lastIndexOf("*"), pattern.lastIndexOf("?"));
  // The same end is the cheapest to see.
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

/**
 * Anybody, or everything on everything. Everyone can have an account with a web identity provider: without a
 * condition, all of them may assume the role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export function isOpen({ effect, principal, action, resource, condition }: Grant): boolean {
  const anybody = /^(\*$|not |Federated:(?!.*:saml-provider\/))/.test(principal);
  const everything = /^(\*(:\*)?$|not )/.test(action) && (resource === "*" || resource === "");
  return effect === "Allow" && condition === "" && (anybody || (everything && principal === ""));
}
