import { type Grant, groupBy, matches } from "../../terraform";
import type { DiffLine } from "../rule";
import { deniesOthers, restrictsCallers } from "./conditions";

export interface PolicyDifference {
  /** Those of the gained that are for anyone, or for everything. */
  readonly open: readonly Grant[];
  /** Newly allowed: added grants and removed denials. */
  readonly gained: readonly Grant[];
  /** No longer allowed: removed grants and added denials. */
  readonly lost: readonly Grant[];
}

/** Compares the permissions before and after. */
export function comparePolicies(before: readonly Grant[], after: readonly Grant[]): PolicyDifference {
  const of = (effect: Grant["effect"]) =>
    [before, after].map((grants) => grants.filter((grant) => grant.effect === effect));
  const [[allowed = [], allows = []], [denied = [], denies = []]] = [of("Allow"), of("Deny")];
  const gained = [...beyond(allows, allowed), ...beyond(denied, denies)];
  return {
    gained,
    lost: [...beyond(allowed, allows), ...beyond(denies, denied)],
    open: gained.filter((grant) => isOpen(grant) && !isLimited(grant, denies)),
  };
}

/** The grants that no known one covers. */
function beyond(grants: readonly Grant[], known: readonly Grant[]): readonly Grant[] {
  const knownOnes = known.map(comparable);
  const exact = new Set(knownOnes.map((one) => JSON.stringify(one)));
  const wide = knownOnes.filter(isWide);
  return grants.filter((grant) => {
    const one = comparable(grant);
    return !exact.has(JSON.stringify(one)) && !wide.some((other) => covers(other, one));
  });
}

/** Actions are not case-sensitive; resources and principals are. */
function comparable(grant: Grant): Grant {
  return { ...grant, action: grant.action.toLowerCase() };
}

/** Only these cover grants other than themselves. */
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

/**
 * Whether a grant is for anyone, or for every action on every resource. Anyone can have an account with a web identity
 * provider, so a role that does not restrict them is open to all of them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
function isOpen({ effect, principal, action, resource, condition }: Grant): boolean {
  const anybody = /^(\*$|not |Federated:(?!.*:saml-provider\/))/.test(principal);
  const everything = /^(\*(:\*)?$|iam:\*$|not )/i.test(action) && /^(\*$|$|not )/.test(resource);
  return (
    effect === "Allow" &&
    (anybody || (everything && principal === "")) &&
    !restrictsCallers(condition, principal)
  );
}

/** Another statement denies the same to all other callers. */
function isLimited(grant: Grant, denials: readonly Grant[]): boolean {
  return denials.some(
    (denial) =>
      deniesOthers(denial.condition, grant.principal) &&
      covers({ ...comparable(denial), condition: "" }, comparable(grant)),
  );
}

/** A longer difference ends with the number of further lines. */
const MOST_LINES = 24;

/** A policy's difference as text: one line for the actions that share everything else. */
export function policyLines({
  gained,
  lost,
}: Pick<PolicyDifference, "gained" | "lost">): readonly DiffLine[] {
  return [...linesOf("+", gained), ...linesOf("-", lost)];
}

function linesOf(sign: DiffLine["sign"], grants: readonly Grant[]): readonly DiffLine[] {
  const groups = groupBy(grants, ({ action, ...rest }) => JSON.stringify(rest));
  const lines = [...groups.values()].map((group) => ({
    sign,
    text: lineOf(
      sign,
      group[0],
      group.map(({ action }) => action),
    ),
  }));
  return lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES), { sign, text: `and ${lines.length - MOST_LINES} more` }];
}

function lineOf(
  sign: DiffLine["sign"],
  { effect, principal, resource, condition }: Grant,
  actions: readonly string[],
): string {
  const lifted = effect === "Deny" ? (sign === "+" ? "no longer denied: " : "now denied: ") : "";
  return [
    `${lifted}${actions.join(", ")}`,
    resource === "" ? "" : ` on ${resource}`,
    principal === "" ? "" : ` by ${principal}`,
    condition === "" ? "" : ` if ${condition}`,
  ].join("");
}
