import type { Rule } from "../finding";
import { list, plain, say } from "../text";
import { textAt } from "../values";
import { ALARM_SILENCED } from "./alarms";
import { DESTROYED } from "./destroyed";
import { REPLACED } from "./replaced";
import { SECURITY_WEAKENED } from "./security";
import { happens, together } from "./wording";

/** Terraform stops to look after something. */
export const FORGOTTEN: Rule = {
  id: "resource-forgotten",
  severity: "person",
  why: "It stays in AWS, costs and answers, and nobody's plan shows it any more.",
  advice: "Say who takes it over, and import it there.",
  find: ({ changes }) =>
    together(changes.filter(({ kind }) => kind === "forget")).map((group) => ({
      what: happens(group),
      addresses: group.map(({ address }) => address),
    })),
};

/** What becomes of their names is told by the routing. */
const ADDRESSES = new Set<string | undefined>(["A", "AAAA"]);

/** Whatever goes of which no other rule tells, or is gone until its replacement is there. */
export const RESOURCE_DESTROYED: Rule = {
  id: "resource-destroyed",
  severity: "person",
  why: "It is gone at once, with what it held or did; what is made again is another one.",
  advice: "See that each is meant, and that nothing else of yours, or of other projects, needs it.",
  find: (subject) => {
    const { changes, fleet } = subject;
    const told = new Set(
      [...DESTROYED, ...REPLACED, ALARM_SILENCED, SECURITY_WEAKENED]
        .flatMap((rule) => rule.find(subject))
        .flatMap(({ addresses }) => addresses),
    );
    const gone = changes.filter(
      ({ address, type, kind, before, createsFirst, about, deposed }) =>
        (kind === "destroy" || (kind === "replace" && !createsFirst)) &&
        deposed === undefined &&
        !fleet.leaving.has(about) &&
        !told.has(address) &&
        !(type === "aws_route53_record" && ADDRESSES.has(textAt(before, "type"))),
    );
    const addresses = gone.map(({ address }) => address);
    return gone.length === 0
      ? []
      : [
          {
            what: say`${gone.length} ${plain(gone.length === 1 ? "resource is" : "resources are")} destroyed, or replaced with the old one first: ${list(addresses)}.`,
            addresses,
          },
        ];
  },
};
