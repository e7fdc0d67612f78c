import type { Rollback } from "../rollout";
import { groupBy, type Plan, remembered } from "../terraform";
import type { ApiChange } from "./api";
import type { Change } from "./change";
import type { RegionsInUse } from "./regions-in-use";
import type { RoutingReview } from "./routing";
import { list, type Text, text } from "./text";

/** The effect of a finding on the verdict: none, a person must approve, or the plan is refused. */
export type Severity = "note" | "person" | "refuse";

/** The worst last. */
export const SEVERITIES: readonly Severity[] = ["note", "person", "refuse"];

/** Everything that a rule can read. */
export interface Subject {
  readonly plan: Plan;
  readonly changes: readonly Change[];
  readonly regions: RegionsInUse;
  readonly routing: RoutingReview;
  readonly apis: readonly ApiChange[];
  /** Rollbacks that the plan does not contain, because they left no record, by the address of the alias. */
  readonly rollbacks: ReadonlyMap<string, Rollback>;
}

/** Something that a rule found. */
export interface Hit {
  /** The consequence, in a sentence. */
  readonly what: Text;
  /** Why it can hurt. Default: the rule's reason. */
  readonly why?: Text;
  /** Default: the rule's advice. */
  readonly advice?: Text;
  /** Default: the rule's severity. */
  readonly severity?: Severity;
  /** The affected resources. */
  readonly addresses: readonly string[];
  /** Gains (`+`) and losses (`-`), line by line. */
  readonly lines?: readonly DiffLine[];
}

export interface DiffLine {
  readonly sign: "+" | "-";
  readonly text: string;
}

/** Finds harm in a plan. */
export type Finder = (subject: Subject) => readonly Hit[];

/** One kind of harm, and how to recognize it. */
export interface Rule {
  /** Its name in the settings and on the page. */
  readonly id: string;
  readonly severity: Severity;
  /** Why it can hurt. */
  readonly why: string;
  /** How to avoid or check it. */
  readonly advice: string;
  readonly find: Finder;
}

/** Caches a result per subject, because several rules need it. */
export function once<T>(find: (subject: Subject) => T): (subject: Subject) => T {
  const known = new WeakMap<Subject, { readonly found: T }>();
  return (subject) => remembered(known, subject, () => ({ found: find(subject) })).found;
}

/** Changes with the same finding are one hit. */
export function grouped(changes: readonly Change[], find: (change: Change) => readonly Text[]) {
  return merged(changes.flatMap((change) => find(change).map((what) => ({ what, address: change.address }))));
}

export function merged(found: readonly { readonly what: Text; readonly address: string }[]): readonly Hit[] {
  return [...groupBy(found, ({ what }) => JSON.stringify(what)).values()].map((group) => {
    const addresses = [...new Set(group.map(({ address }) => address))];
    return { what: text`${list(addresses)}: ${group[0].what}.`, addresses };
  });
}

/** A hit about these resources. */
export function hitOn(resources: readonly { readonly address: string }[], what: Text): Hit {
  return { what, addresses: resources.map(({ address }) => address) };
}

/** A hit about no resource: the whole plan, a region or a name. */
export function unaddressed(what: Text): Hit {
  return { what, addresses: [] };
}

/** One hit about all items; none without items. */
export function about<T>(
  items: readonly T[],
  whatOf: (items: readonly T[]) => Text,
  addresses: readonly string[] = [],
): readonly Hit[] {
  return items.length === 0 ? [] : [{ what: whatOf(items), addresses }];
}
