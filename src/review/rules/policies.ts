import { isObject, type Plan } from "../../terraform";
import { type Change, remains } from "../change";
import { type Hit, once, type Rule } from "../finding";
import {
  comparePolicies,
  type Grant,
  isOpen,
  type PolicyDifference,
  policyLines,
  readPolicy,
} from "../policy";
import { withoutRegions } from "../region";
import { instancePattern } from "../row";
import { HIDDEN } from "../secrets";
import { list, plain, say } from "../text";
import { textAt, valueAt } from "../values";

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
/** Attachments of a policy to somebody that was there before. */
const ATTACHED = /^aws_iam_(role|user|group)_policy$/;

interface Widening {
  readonly change: Change;
  readonly attribute: string;
  readonly difference: PolicyDifference;
}

const widenings = once(({ changes, plan }): readonly Widening[] => {
  const holders = holdersOf(plan);
  return changes.flatMap((change) => {
    const isNewGrant = change.kind === "add" && isHeld(change, holders);
    if (!remains(change) && !isNewGrant && !removesPolicy(change)) {
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
      return difference.gained.length === 0 ? [] : [{ change, attribute, difference }];
    });
  });
});

/** Denials go with the policy that holds them. */
function removesPolicy({ kind, type }: Change): boolean {
  return kind === "destroy" && /^aws_\w+_policy$/.test(type);
}

function policyAttributes({ before, after, afterUnknown }: Change): readonly string[] {
  return POLICIES.filter((name) =>
    [before, after, afterUnknown].some((json) => isObject(json) && Object.hasOwn(json, name)),
  );
}

/** `role auditor`, for everybody in the state who may get a policy. */
function holdersOf({ before }: Plan): ReadonlySet<string> {
  return new Set(
    [...before.resources.values()]
      .filter(({ type }) => /^aws_iam_(role|user|group)$/.test(type))
      .map(({ type, attributes }) => `${type.slice("aws_iam_".length)} ${attributes.knownText("name")}`),
  );
}

/** Who gets the policy is there already: what they may do grows. */
function isHeld({ type, after }: Change, holders: ReadonlySet<string>): boolean {
  const [, holder] = ATTACHED.exec(type) ?? [];
  return holder !== undefined && holders.has(`${holder} ${textAt(after, holder)}`);
}

function hits(
  found: readonly Widening[],
  isWanted: (grant: Grant) => boolean,
  words: string,
): readonly Hit[] {
  const groups = new Map<string, { hit: Hit; addresses: string[] }>();
  for (const { change, attribute, difference } of found) {
    const gained = difference.gained.filter(isWanted);
    if (gained.length > 0) {
      const lines = policyLines({ ...difference, gained });
      const key = withoutRegions(JSON.stringify([instancePattern(change.pattern), attribute, lines]));
      const known = groups.get(key);
      if (known === undefined) {
        groups.set(key, { hit: { what: [], addresses: [], lines }, addresses: [change.address] });
      } else {
        known.addresses.push(change.address);
      }
    }
  }
  return [...groups.values()].map(({ hit, addresses }) => ({
    ...hit,
    addresses,
    what: say`${list(addresses)} ${plain(addresses.length === 1 ? "allows" : "allow")} ${plain(words)}.`,
  }));
}

export const POLICY_OPEN: Rule = {
  id: "policy-open",
  severity: "refuse",
  why: "Anybody on the internet, or whoever gets hold of one credential, may do what it says: all of it.",
  advice: "Name who may do what on which resource; for the public, put a condition.",
  find: (subject) => hits(widenings(subject), isOpen, "what it should allow nobody"),
};

export const POLICY_WIDENED: Rule = {
  id: "policy-widened",
  severity: "person",
  why: "Whoever has it may do more than before; a mistake or a stolen credential reaches further.",
  advice: "See that the code of this pull request needs each line, on no more than these resources.",
  find: (subject) => hits(widenings(subject), (grant) => !isOpen(grant), "more than before"),
};

/** A managed policy that an attachment brings is known by its name alone. */
const POWERFUL =
  /:policy\/(?:job-function\/)?(AdministratorAccess|PowerUserAccess|IAMFullAccess|SystemAdministrator|\w+FullAccess)$/;

export const POLICY_ATTACHED: Rule = {
  id: "policy-attached",
  severity: "person",
  why: "The managed policy allows a whole service, or everything; the plan does not show what is in it.",
  advice: "Write down the few actions that are needed instead.",
  find: ({ changes }) =>
    changes.flatMap(({ type, kind, after, address }) => {
      const arn = textAt(after, "policy_arn");
      return /^aws_iam_(role|user|group)_policy_attachment$|^aws_iam_policy_attachment$/.test(type) &&
        (kind === "add" || kind === "replace" || kind === "change") &&
        arn !== undefined &&
        POWERFUL.test(arn)
        ? [{ what: say`${address} attaches ${arn}.`, addresses: [address] }]
        : [];
    }),
};

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
