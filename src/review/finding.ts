import type { Plan } from "../terraform";
import type { ApiChange } from "./api";
import type { Change } from "./change";
import type { Fleet } from "./fleet";
import { groupBy } from "./group";
import type { RoutingReview } from "./routing";
import type { Severity } from "./severity";
import { list, say, type Text } from "./text";

/** What a rule looks at. */
export interface Subject {
  readonly plan: Plan;
  readonly changes: readonly Change[];
  readonly fleet: Fleet;
  readonly routing: RoutingReview;
  readonly apis: readonly ApiChange[];
}

/** Something that a rule found. */
export interface Hit {
  /** What happens, in a sentence. */
  readonly what: Text;
  /** Why it can hurt; the rule's own reason if it is left out. */
  readonly why?: Text;
  /** What to do; the rule's own advice if it is left out. */
  readonly advice?: Text;
  /** What it does to the verdict; the rule's own severity if it is left out. */
  readonly severity?: Severity;
  /** The resources that it is about. */
  readonly addresses: readonly string[];
  /** What is gained (`+`) and lost (`-`), line by line. */
  readonly lines?: readonly DiffLine[];
}

export interface DiffLine {
  readonly sign: "+" | "-";
  readonly text: string;
}

/** What several rules ask of a subject is found once. */
export function once<T>(find: (subject: Subject) => T): (subject: Subject) => T {
  const known = new WeakMap<Subject, { readonly found: T }>();
  return (subject) => {
    const { found } = known.get(subject) ?? { found: find(subject) };
    known.set(subject, { found });
    return found;
  };
}

/** One thing that can hurt, and how it is recognized. */
export interface Rule {
  /** Its name in the settings and on the page. */
  readonly id: string;
  readonly severity: Severity;
  /** Why it can hurt. */
  readonly why: string;
  /** What to do. */
  readonly advice: string;
  readonly find: (subject: Subject) => readonly Hit[];
}

/** One hit for all resources of which the same is to be said. */
export function grouped(
  changes: readonly Change[],
  whatOf: (change: Change) => readonly Text[],
): readonly Hit[] {
  const found = changes.flatMap((change) =>
    whatOf(change).map((what) => ({ what, address: change.address })),
  );
  return [...groupBy(found, ({ what }) => JSON.stringify(what)).values()].map((group) => {
    const addresses = [...new Set(group.map(({ address }) => address))];
    return { what: say`${list(addresses)}: ${group[0].what}.`, addresses };
  });
}
