import { differenceText } from "../difference";
import { type Finder, grouped, hitOn, type Rule, type Subject } from "../rule";
import { textAt } from "../values";
import { verdictsOf } from "./attribute-verdicts";
import { isNewVersion } from "./losses";
import { happens, together } from "./wording";

/** The routing rules cover records of these types. */
const ADDRESSES = new Set<string | undefined>(["A", "AAAA"]);

/** Findings about the plan as a whole judge no single change. */
const BROAD = new Set(["all-regions-at-once", "region-differs", "drift", "rolled-back"]);

/** These report that a replacement loses something. */
const GONE = /(destroyed|replaced|leaves|leaving)$/;

function reported(rules: readonly Rule[], subject: Subject): ReadonlySet<string> {
  return new Set(
    rules
      .filter(({ id }) => !BROAD.has(id))
      .flatMap((rule) => rule.find(subject))
      .flatMap(({ addresses }) => addresses),
  );
}

/** Rules for changes that no other rule reports. */
export const UNREPORTED: Readonly<Record<string, (rules: readonly Rule[]) => Finder>> = {
  "resource-destroyed": (rules) => (subject) => {
    const { changes, regions } = subject;
    const known = reported(rules, subject);
    const replaced = reported(
      rules.filter(({ id }) => GONE.test(id)),
      subject,
    );
    const gone = changes.filter(
      (change) =>
        (change.kind === "destroy" || change.kind === "replace") &&
        !regions.removed.has(change.about) &&
        !(change.kind === "destroy" ? known : replaced).has(change.address) &&
        !isNewVersion(change) &&
        !(change.type === "aws_route53_record" && ADDRESSES.has(textAt(change.before, "type"))),
    );
    return together(gone).map((group) => hitOn(group, happens(group)));
  },
  unjudged: (rules) => (subject) => {
    const known = reported(rules, subject);
    return grouped(
      subject.changes.filter(({ kind, address }) => kind === "change" && !known.has(address)),
      (change) =>
        verdictsOf(change, subject)
          .filter(({ verdict }) => verdict === "unjudged")
          .map(({ difference }) => differenceText(difference)),
    );
  },
};
