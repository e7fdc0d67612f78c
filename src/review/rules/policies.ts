import { isObject } from "../../terraform";
import { type Change, remains } from "../change";
import { grouped, type Hit, once, type Rule, type Subject } from "../finding";
import { groupBy } from "../group";
import { comparePolicies, isOpen, type PolicyDifference, policyLines, readPolicy } from "../policy";
import { withoutRegions } from "../region";
import { instancePattern } from "../row";
import { HIDDEN } from "../secrets";
import { list, plain, say, type Text } from "../text";
import { blocksAt, textAt, valueAt } from "../values";
import { attributeHits } from "./judged";

/** Attributes that hold a policy document, of any type. */
const POLICIES = [
  "policy",
  "assume_role_policy",
  "resource_policy",
  "key_policy",
  "access_policies",
  "access_policy",
  "policy_document",
  "inline_policy",
];

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
      // Without a policy of its own, a resource has the default one: what that allows is not in the plan.
      const difference = comparePolicies(was, will);
      const gained =
        change.kind === "add" && !grantsToOld(change, subject)
          ? difference.gained.filter(isOpen)
          : difference.gained;
      return gained.length + difference.lost.length === 0
        ? []
        : [{ change, attribute, difference: { ...difference, gained } }];
    });
  }),
);

/** Denials go with the policy that holds them. */
function removesPolicy({ kind, type }: Change): boolean {
  return kind === "destroy" && /^aws_\w+_policy$/.test(type);
}

function policyAttributes({ type, before, after, afterUnknown }: Change): readonly string[] {
  // The policy of an endpoint filters what callers may do anyway.
  return FILTER.test(type)
    ? []
    : POLICIES.filter((name) =>
        [before, after, afterUnknown].some((json) => isObject(json) && Object.hasOwn(json, name)),
      );
}

const FILTER = /^aws_vpc_endpoint(_policy)?$/;

/** What names the thing that a policy is attached to, by the type of the attachment. */
const HOLDERS: readonly (readonly [types: RegExp, attribute: string])[] = [
  [/^aws_iam_role_policy(_attachment)?$/, "role"],
  [/^aws_iam_group_policy(_attachment)?$/, "group"],
  [/^aws_iam_user_policy(_attachment)?$/, "user"],
  [/^aws_iam_(user_group|group)_membership$/, "user"],
  [
    /^aws_iam_(access_key|user_login_profile|user_ssh_key|service_specific_credential|signing_certificate)$/,
    "user",
  ],
  [/^aws_s3_bucket_policy$/, "bucket"],
  [/^aws_sqs_queue_policy$/, "queue_url"],
  [/^aws_sns_topic_policy$/, "arn"],
  [/^aws_secretsmanager_secret_policy$/, "secret_arn"],
  [/^aws_ecr_repository_policy$/, "repository"],
  [/^aws_kms_key_policy$/, "key_id"],
  [/^aws_organizations_policy_attachment$/, "target_id"],
];

const newNames = once(
  ({ changes }): ReadonlySet<string> =>
    new Set(
      changes
        .filter(({ kind, type }) => kind === "add" && !ATTACHMENT.test(type))
        .flatMap(({ after }) => NAMES.flatMap((name) => textAt(after, name) ?? [])),
    ),
);

const NAMES = ["name", "bucket", "id", "arn", "url"];
const ATTACHMENT = /_(policy|attachment|membership)$/;

/** What gets the policy is there already: what it allows grows. The name of something new is unknown, or new. */
function grantsToOld({ type, after }: Change, subject: Subject): boolean {
  const holders = HOLDERS.filter(([types]) => types.test(type)).flatMap(
    ([, name]) => textAt(after, name) ?? [],
  );
  return holders.some((holder) => !newNames(subject).has(holder));
}

function hits(
  found: readonly PolicyChange[],
  linesOf: (difference: PolicyDifference) => PolicyDifference,
  words: string,
): readonly Hit[] {
  const shown = found
    .map((one) => ({ ...one, difference: linesOf(one.difference) }))
    .filter(({ difference: { gained, lost } }) => gained.length + lost.length > 0)
    .map(({ change, attribute, difference }) => ({ change, attribute, lines: policyLines(difference) }));
  const groups = groupBy(shown, ({ change, attribute, lines }) =>
    withoutRegions(JSON.stringify([instancePattern(change.pattern), attribute, lines])),
  );
  return [...groups.values()].map((group) => {
    const addresses = group.map(({ change }) => change.address);
    return {
      what: say`${list(addresses)} ${plain(addresses.length === 1 ? "allows" : "allow")} ${plain(words)}.`,
      addresses,
      lines: group[0].lines,
    };
  });
}

const NOTHING: PolicyDifference = { gained: [], lost: [] };

export const POLICY_OPEN: Rule = {
  id: "policy-open",
  severity: "refuse",
  why: "Anybody on the internet, or whoever gets hold of one credential, may do what it says: all of it.",
  advice: "Name who may do what on which resource; for the public, put a condition.",
  find: (subject) =>
    hits(
      policyChanges(subject),
      ({ gained, lost }) => (gained.some(isOpen) ? { gained: gained.filter(isOpen), lost } : NOTHING),
      "anyone, or everything",
    ),
};

export const POLICY_WIDENED: Rule = {
  id: "policy-widened",
  severity: "person",
  why: "Whoever has it may do more than before; a mistake or a stolen credential reaches further.",
  advice: "See that the code of this pull request needs each line, on no more than these resources.",
  find: (subject) =>
    hits(
      policyChanges(subject),
      ({ gained, lost }) =>
        gained.every(isOpen) ? NOTHING : { gained: gained.filter((grant) => !isOpen(grant)), lost },
      "more than before",
    ),
};

export const POLICY_NARROWED: Rule = {
  id: "policy-narrowed",
  severity: "person",
  why: "Code or people that use these permissions today are denied. A key's policy without its account can lock everyone out.",
  advice: "Check in the access logs that nothing uses these permissions.",
  find: (subject) => [
    ...hits(
      // What is destroyed is reported as such. A new policy may deny what an existing identity does today.
      policyChanges(subject).filter(
        ({ change }) => remains(change) || (change.kind === "add" && grantsToOld(change, subject)),
      ),
      ({ gained, lost }) => (gained.length > 0 ? NOTHING : { gained, lost }),
      "less than before",
    ),
    ...attributeHits("policy-narrowed", subject),
  ],
};

/** A managed policy that an attachment brings is known by its name alone. */
const POWERFUL =
  /:policy\/(?:job-function\/)?(AdministratorAccess|PowerUserAccess|IAMFullAccess|SystemAdministrator|\w+FullAccess)$/;
const MANAGED = /^aws_(iam_(role|user|group)_policy|iam_policy|organizations_policy)_attachment$/;
const MEMBERSHIP =
  /^aws_(iam_(user_group|group)_membership|ssoadmin_account_assignment|eks_access_policy_association)$/;

const CREDENTIAL =
  /^aws_iam_(access_key|user_login_profile|user_ssh_key|service_specific_credential|signing_certificate)$/;

export const POLICY_ATTACHED: Rule = {
  id: "policy-attached",
  severity: "person",
  why: "What an identity may do, or who can act as it, changes; the plan does not show all of it.",
  advice: "Confirm that the identity needs it. A policy of the few actions that it needs is safer.",
  find: (subject) =>
    grouped(
      subject.changes.filter((change) => change.kind === "add" || remains(change)),
      (change) => attached(change, subject),
    ),
};

function attached(change: Change, subject: Subject): readonly Text[] {
  const { type, before, after } = change;
  const arn = textAt(after, "policy_arn") ?? textAt(after, "policy_id");
  if (MANAGED.test(type) && arn !== undefined && (POWERFUL.test(arn) || grantsToOld(change, subject))) {
    return [say`it attaches ${arn}`];
  }
  if (CREDENTIAL.test(type) && change.kind === "add" && grantsToOld(change, subject)) {
    return [say`it creates a credential for the existing user ${textAt(after, "user") ?? ""}`];
  }
  if (MEMBERSHIP.test(type)) {
    const groups = ["groups", "group", "users", "permission_set_arn", "policy_arn"].flatMap((name) =>
      blocksAt(after, name).filter((one) => !blocksAt(before, name).includes(one)),
    );
    return groups.length === 0 ? [] : [say`it gives what ${list(groups.map(String))} may do`];
  }
  const old = blocksAt(before, "managed_policy_arns");
  const added = blocksAt(after, "managed_policy_arns").filter(
    (one) => !old.includes(one) && (remains(change) || POWERFUL.test(String(one))),
  );
  return type === "aws_iam_role" && added.length > 0 ? [say`it attaches ${list(added.map(String))}`] : [];
}

export const POLICY_UNKNOWN: Rule = {
  id: "policy-unknown",
  severity: "person",
  why: "What it will allow is known only once it is applied, is marked as sensitive, or is no policy that can be read: nobody can review it here.",
  advice: "Apply what it depends on first, then plan again; or name resources by an ARN that is known.",
  find: ({ changes }) => {
    const unknown = changes.filter(
      (change) =>
        change.kind === "change" && policyAttributes(change).some((name) => isUnreadable(change, name)),
    );
    return unknown.length === 0
      ? []
      : [
          {
            what: say`The new policy of ${list(unknown.map(({ address }) => address))} can't be shown.`,
            addresses: unknown.map(({ address }) => address),
          },
        ];
  },
};

function isUnreadable({ afterUnknown, after, differences }: Change, name: string): boolean {
  if (valueAt(afterUnknown, name) === true) {
    return true;
  }
  const value = valueAt(after, name);
  return (
    differences.some(({ path }) => path === name) && (value === HIDDEN || readPolicy(value) === undefined)
  );
}
