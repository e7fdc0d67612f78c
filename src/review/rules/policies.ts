import { groupBy, isObject, readPolicy } from "../../terraform";
import { type Change, remains } from "../change";
import { instancePattern } from "../change-rows";
import { comparePolicies, type PolicyDifference, policyLines } from "../policy";
import { withoutRegions } from "../region";
import { about, type Finder, grouped, type Hit, once, type Subject } from "../rule";
import { HIDDEN } from "../secrets";
import { list, plain, type Text, text } from "../text";
import { blocksAt, textAt, valueAt } from "../values";
import { CREDENTIAL, isForExisting, isForeign } from "./existing";

/** Attributes with a policy document, of any type. */
const DOCUMENT = /^((assume_role_|resource_|key_|access_|inline_)?policy|access_policies|policy_document)$/;

interface PolicyChange {
  readonly change: Change;
  readonly attribute: string;
  readonly difference: PolicyDifference;
}

const policyChanges = once((subject): readonly PolicyChange[] =>
  subject.changes.flatMap((change) => {
    if (!remains(change) && change.kind !== "add" && !removesPolicy(change)) {
      return [];
    }
    return policyAttributes(change).flatMap((attribute) => {
      const was = change.before === null ? [] : readPolicy(valueAt(change.before, attribute));
      const will = change.after === null ? [] : readPolicy(valueAt(change.after, attribute));
      if (was === undefined || will === undefined || valueAt(change.afterUnknown, attribute) === true) {
        return [];
      }
      // Without a policy, a resource has a default policy, which is not in the plan.
      const difference = comparePolicies(was, will);
      const gained =
        change.kind === "add" && !isForExisting(change, subject)
          ? difference.gained.filter(
              (grant) => difference.open.includes(grant) || isForeign(grant.principal, subject),
            )
          : difference.gained;
      return gained.length + difference.lost.length === 0
        ? []
        : [{ change, attribute, difference: { ...difference, gained } }];
    });
  }),
);

/** Its denials go with it. */
function removesPolicy({ kind, type }: Change): boolean {
  return kind === "destroy" && /^aws_\w+_policy$/.test(type);
}

/** The policy documents of a new or destroyed resource, and those that change. */
function policyAttributes(change: Change): readonly string[] {
  const { type, kind, before, after, afterUnknown, differences } = change;
  const attributes = remains(change)
    ? differences.map(({ path }) => path.replace(/[.[].*$/s, ""))
    : [before, after, afterUnknown].flatMap((json) => (isObject(json) ? Object.keys(json) : []));
  return OTHER.test(type) || (kind === "add" && API.test(type))
    ? []
    : [...new Set(attributes.filter((name) => DOCUMENT.test(name)))];
}

/** These grant nothing: an endpoint's policy only restricts its callers, and a registry's policy expires images. */
const OTHER = /^aws_(vpc_endpoint(_policy)?|ecr_lifecycle_policy)$/;

/** A REST API without a policy is public, so its first policy only restricts access. */
const API = /^aws_api_gateway_rest_api(_policy)?$/;

function hits(
  found: readonly PolicyChange[],
  linesOf: (difference: PolicyDifference) => Lines | undefined,
  words: string,
): readonly Hit[] {
  const shown = found.flatMap(({ change, attribute, difference }) => {
    const lines = linesOf(difference);
    return lines === undefined ? [] : [{ change, attribute, lines: policyLines(lines) }];
  });
  const groups = groupBy(shown, ({ change, attribute, lines }) =>
    withoutRegions(JSON.stringify([instancePattern(change.pattern), attribute, lines])),
  );
  return [...groups.values()].map((group) => {
    const addresses = group.map(({ change }) => change.address);
    const what = text`${list(addresses)} ${plain(addresses.length === 1 ? "grants" : "grant")} ${plain(words)}.`;
    return { what, addresses, lines: group[0].lines };
  });
}

type Lines = Pick<PolicyDifference, "gained" | "lost">;

/** Changed permissions, and the identities that get or lose them. */
export const POLICIES: Readonly<Record<string, Finder>> = {
  "policy-open": (subject) =>
    hits(
      policyChanges(subject),
      ({ open, lost }) => (open.length > 0 ? { gained: open, lost } : undefined),
      "access to anyone, or full access",
    ),
  "policy-widened": (subject) =>
    hits(
      policyChanges(subject),
      ({ gained, lost, open }) => {
        const others = gained.filter((grant) => !open.includes(grant));
        return others.length === 0 ? undefined : { gained: others, lost };
      },
      "more than before",
    ),
  "policy-narrowed": (subject) =>
    hits(
      // Other rules report a destroyed policy. A new one may deny what an existing identity may do today.
      policyChanges(subject).filter(
        ({ change }) => remains(change) || (change.kind === "add" && isForExisting(change, subject)),
      ),
      ({ gained, lost }) => (gained.length > 0 ? undefined : { gained, lost }),
      "less than before",
    ).concat(
      grouped(
        subject.changes.filter(({ kind, type }) => kind === "add" && EXCLUSIVE.test(type)),
        () => [plain("it detaches what it does not list")],
      ),
    ),
  "policy-attached": (subject) =>
    grouped(
      subject.changes.filter((change) => change.kind === "add" || remains(change)),
      (change) => attached(change, subject),
    ),
  "policy-unknown": ({ changes }) => {
    const addresses = changes
      .filter(
        (change) =>
          change.after !== null && policyAttributes(change).some((name) => isUnreadable(change, name)),
      )
      .map(({ address }) => address);
    return about(addresses, () => text`The new policy of ${list(addresses)} cannot be shown.`, addresses);
  },
};

/** A managed policy that an attachment brings is known by its name alone. */
const POWERFUL =
  /:policy\/(?:job-function\/)?(AdministratorAccess|PowerUserAccess|IAMFullAccess|SystemAdministrator|\w+FullAccess)$/;
/** These take away every policy that they do not list. */
const EXCLUSIVE = /^aws_iam_(policy_attachment|(role|user|group)_polic(y_attachments|ies)_exclusive)$/;

const MANAGED =
  /^aws_(iam_(role|user|group)_policy|iam_policy|organizations_policy|ssoadmin_managed_policy)_attachment$/;
const MEMBERSHIP =
  /^aws_(iam_(user_group|group)_membership|ssoadmin_account_assignment|eks_access_policy_association)$/;

function attached(change: Change, subject: Subject): readonly Text[] {
  const { type, before, after } = change;
  const [arn] = ["policy_arn", "policy_id", "managed_policy_arn"].flatMap(
    (name) => textAt(after, name) ?? [],
  );
  if (MANAGED.test(type) && arn !== undefined && (POWERFUL.test(arn) || isForExisting(change, subject))) {
    return [text`it attaches ${arn}`];
  }
  if (CREDENTIAL.test(type) && change.kind === "add" && isForExisting(change, subject)) {
    return [text`it creates a credential for the existing user ${textAt(after, "user") ?? ""}`];
  }
  if (MEMBERSHIP.test(type)) {
    const groups = ["groups", "group", "users", "permission_set_arn", "policy_arn"].flatMap((name) =>
      blocksAt(after, name).filter((one) => !blocksAt(before, name).includes(one)),
    );
    return groups.length === 0 ? [] : [text`it grants the permissions of ${list(groups.map(String))}`];
  }
  const old = blocksAt(before, "managed_policy_arns");
  const added = blocksAt(after, "managed_policy_arns").filter(
    (one) => !old.includes(one) && (remains(change) || POWERFUL.test(String(one))),
  );
  return type === "aws_iam_role" && added.length > 0 ? [text`it attaches ${list(added.map(String))}`] : [];
}

/** Most policies of new resources name other new resources, so they are known only after the apply. */
function isUnreadable({ kind, afterUnknown, after, differences }: Change, name: string): boolean {
  const value = valueAt(after, name);
  if (kind !== "change" || value === HIDDEN) {
    return value === HIDDEN;
  }
  const isOther = differences.some(({ path }) => path === name);
  return valueAt(afterUnknown, name) === true || (isOther && readPolicy(value) === undefined);
}
