import { groupBy } from "../../terraform";
import { rowsOf } from "../change-rows";
import { COUNTED, type Counts, countsOf, total } from "../counts";
import type { Finding } from "../judge";
import { UNKNOWN } from "../region";
import type { Review } from "../review";
import { counted, joined, list, plain, type Text, text } from "../text";
import { withoutOf } from "../without";
import { changeSection } from "./changes";
import { apiSection, functionSection } from "./code";
import { type Document, type Item, listSection, type Section, tableSection } from "./document";
import { routingSections } from "./routing";

const SIGN = { note: "🔵", person: "🟡", refuse: "🔴" } as const;

/** The page of a plan: the verdict, the findings, the routing, the functions and APIs, and then every change. */
export function page(review: Review): Document {
  return {
    title: title(review),
    sections: [
      ...counts(review),
      ...findingSection(review),
      ...leftOut(review),
      ...routingSections(review.routing),
      ...functionSection(review.functions),
      ...apiSection(review.apis),
      ...allowances(review),
      ...changeSection(rowsOf(review.changes, review.regions)),
    ],
  };
}

const VERDICTS = {
  note: "🟢 **Safe**",
  person: "🟡 **Needs a person**",
  refuse: "🔴 **Refused**",
};

/** The verdict, what the plan does, and how many findings it has. */
function title(review: Review): Text {
  const { verdict, findings } = review;
  const without = withoutOf(review.plan);
  const open = findings.filter(({ allowed }) => allowed === undefined);
  const unknown = open.filter(({ rule }) => rule === UNJUDGED);
  const unjudged = new Set(unknown.flatMap(({ addresses }) => addresses)).size;
  const count = (severity: Finding["severity"]) =>
    new Set(open.filter((one) => one.severity === severity && one.rule !== UNJUDGED).map(({ rule }) => rule))
      .size;
  const [stops, asks, allowed] = [count("refuse"), count("person"), findings.length - open.length];
  const parts: readonly Text[] = [
    ...(without === undefined ? [] : [text`without ${without.region}`]),
    does(review),
    ...(stops === 0 ? [] : [plain(`${stops} ${stops === 1 ? "finding refuses" : "findings refuse"} it`)]),
    ...(asks === 0 ? [] : [plain(`${asks} ${asks === 1 ? "finding needs" : "findings need"} a person`)]),
    ...(unjudged === 0 ? [] : [text`${counted(unjudged, "change")} not judged`]),
    ...(allowed === 0 ? [] : [plain(`${allowed} allowed`)]),
  ];
  // A plan with unjudged changes is not safe, even if the settings let it pass.
  const words = verdict === "note" && unjudged > 0 ? "🔵 **Not judged**" : VERDICTS[verdict];
  return [`${words}: `, ...joined(parts, "; ")];
}

const UNJUDGED = "unjudged";

/** `adds region ap-southeast-2 (67 resources)`, `changes 2 resources and destroys 1`. */
function does({ plan, changes, regions: { all, added, removed } }: Review): Text {
  const regions = countsOf(changes);
  const of = total(regions);
  const outputs = plan.outputs.filter(({ actions }) => !actions.includes("create")).length;
  // The regions of a new stack are not worth naming.
  const joining = regions.filter(({ region }) => added.size < all.length && added.has(region));
  const leaving = regions.filter(({ region }) => removed.has(region));
  const [inJoining, inLeaving] = [total(joining).add, total(leaving).destroy];
  const elsewhere = [
    ["adds", of.add - inJoining, inJoining],
    ["changes", of.change, 0],
    ["replaces", of.replace, 0],
    ["destroys", of.destroy - inLeaving, inLeaving],
    ["imports", of.import, 0],
    ["moves", of.move, 0],
    ["forgets", of.forget, 0],
  ] as const;
  const whole = (verb: string, region: string, count: number) =>
    text`${plain(verb)} region ${region} (${counted(count, "resource")})`;
  const parts: Text[] = [
    ...joining.map(({ region, counts }) => whole("adds", region, counts.add)),
    ...leaving.map(({ region, counts }) => whole("removes", region, counts.destroy)),
    ...elsewhere
      .filter(([, count]) => count > 0)
      .map(([verb, count, inRegions], index) => {
        const resources = index === 0 ? counted(count, "resource") : [String(count)];
        return text`${plain(verb)} ${resources}${plain(inRegions > 0 ? " elsewhere" : "")}`;
      }),
    ...(outputs === 0 ? [] : [text`changes ${counted(outputs, "output")}`]),
  ];
  return parts.length === 0 ? plain("nothing changes") : joined(parts);
}

function counts({ changes }: Review): readonly Section[] {
  const regions = countsOf(changes);
  const row = (region: Text, numbers: Counts): Text[] => [
    region,
    ...COUNTED.map((counted) => plain(numbers[counted] === 0 ? "·" : String(numbers[counted]))),
  ];
  return tableSection(
    "Resources by region",
    ["Region", ...COUNTED],
    [
      ...(regions.length > 1 ? [row(plain("all"), total(regions))] : []),
      ...regions.map(({ region, counts: numbers }) =>
        row(region === UNKNOWN ? plain("region unknown") : text`${region}`, numbers),
      ),
    ],
    { numeric: true },
  );
}

/** Findings of one rule are one item with one reason and one advice. */
function findingSection({ findings }: Review): readonly Section[] {
  const open = findings.filter(({ allowed }) => allowed === undefined);
  const groups = groupBy(open, ({ rule }) => rule);
  return listSection("Findings", [...groups.values()].map(findingItem));
}

/** The changes that wait for the region that the plan leaves out. */
function leftOut({ plan }: Review): readonly Section[] {
  return tableSection(
    "Left out: changes that wait for the region",
    ["Change", "Resource", "Needs"],
    (withoutOf(plan)?.waiting ?? []).map(({ address, actions, needs }) => [
      plain(actions.join(" and ")),
      text`${address}`,
      needs === null ? plain("the region") : text`${needs}`,
    ]),
    { folded: true },
  );
}

/** Further findings of a rule are only counted. */
const MOST_OF_A_RULE = 8;

function findingItem(group: readonly [Finding, ...Finding[]]): Item {
  const [first, ...others] = group;
  const lead: Text = [`${SIGN[first.severity]} **`, { name: first.rule }, "**: "];
  const advice: Text = ["→ ", ...first.advice];
  if (others.length === 0) {
    return {
      text: [...lead, ...first.what],
      lines: first.lines,
      under: [{ text: first.why }, { text: advice }],
    };
  }
  const shown = group.slice(0, MOST_OF_A_RULE).map(({ what, lines }) => ({ text: what, lines }));
  const rest = group.length - shown.length;
  return {
    text: [...lead, ...first.why],
    under: [...shown, ...(rest === 0 ? [] : [{ text: plain(`and ${rest} more`) }]), { text: advice }],
  };
}

function allowances({ findings, expired, unused }: Review): readonly Section[] {
  const items: Item[] = [
    ...findings.flatMap(({ rule, what, allowed }) =>
      allowed === undefined
        ? []
        : [
            {
              text: text`${rule}: ${what}`,
              under: [{ text: text`Allowed by ${allowed.by} until ${allowed.until}: ${allowed.reason}` }],
            },
          ],
    ),
    ...expired.map(({ rule, of, by, until }) => ({
      text: text`${rule} of ${of}: the allowance by ${by} expired after ${until}.`,
    })),
    ...(unused.length === 0
      ? []
      : [
          {
            text: text`Allowances that match no finding: ${list(unused.map(({ rule, of }) => `${rule} of ${of}`))}.`,
          },
        ]),
  ];
  return listSection("Allowed", items);
}
