import { COUNTED, total } from "../counts";
import { groupBy } from "../group";
import type { Finding } from "../judge";
import { UNKNOWN } from "../region";
import type { Review } from "../review";
import { counted, joined, list, plain, say, type Text } from "../text";
import { changeSection } from "./changes";
import { apiSection, functionSection } from "./code";
import { type Document, type Item, listSection, type Section, tableSection } from "./document";
import { routingSections } from "./routing";

const SIGN = { note: "🔵", person: "🟡", refuse: "🔴" } as const;

/** The page of a plan: the verdict, what can hurt, who is answered by whom, and then every change. */
export function page(review: Review): Document {
  return {
    title: title(review),
    sections: [
      ...counts(review),
      ...hurts(review),
      ...routingSections(review.routing),
      ...functionSection(review.functions),
      ...apiSection(review.apis),
      ...allowances(review),
      ...changeSection(review.rows),
    ],
  };
}

const VERDICTS = {
  note: "🟢 **Safe**",
  person: "🟡 **Needs a person**",
  refuse: "🔴 **Refused**",
};

/** What the plan does, and what speaks against it. */
function title(review: Review): Text {
  const { verdict, findings } = review;
  const open = findings.filter(({ allowed }) => allowed === undefined);
  const unknown = open.filter(({ rule }) => rule === UNJUDGED);
  const unjudged = new Set(unknown.flatMap(({ addresses }) => addresses)).size;
  const count = (severity: Finding["severity"]) =>
    new Set(open.filter((one) => one.severity === severity && one.rule !== UNJUDGED).map(({ rule }) => rule))
      .size;
  const [stops, asks, allowed] = [count("refuse"), count("person"), findings.length - open.length];
  const parts: readonly Text[] = [
    does(review),
    ...(stops === 0 ? [] : [plain(`${stops} ${stops === 1 ? "finding refuses" : "findings refuse"} it`)]),
    ...(asks === 0 ? [] : [plain(`${asks} ${asks === 1 ? "finding needs" : "findings need"} a person`)]),
    ...(unjudged === 0 ? [] : [say`${counted(unjudged, "change")} not judged`]),
    ...(allowed === 0 ? [] : [plain(`${allowed} allowed`)]),
  ];
  // What nobody has judged is not safe, even where the settings let it pass.
  const words = verdict === "note" && unjudged > 0 ? "🔵 **Not judged**" : VERDICTS[verdict];
  return [`${words}: `, ...joined(parts, "; ")];
}

const UNJUDGED = "unjudged";

/** `adds region ap-southeast-2 (67 resources)`, `changes 2 resources and destroys 1`. */
function does({ counts: regions, fleet, outputs }: Review): Text {
  const of = total(regions);
  const isNew = fleet.joining.size === fleet.regions.length;
  const whole = [
    ...(isNew
      ? []
      : [...fleet.joining].map((region) => ({
          verb: "adds",
          region,
          count: countIn(regions, region, "add"),
        }))),
    ...[...fleet.leaving].map((region) => ({
      verb: "removes",
      region,
      count: countIn(regions, region, "destroy"),
    })),
  ];
  const inRegions = (verb: string) =>
    whole.filter((one) => one.verb === verb).reduce((sum, { count }) => sum + count, 0);
  const numbers = [
    ["adds", of.add - inRegions("adds"), inRegions("adds")],
    ["changes", of.change, 0],
    ["replaces", of.replace, 0],
    ["destroys", of.destroy - inRegions("removes"), inRegions("removes")],
    ["imports", of.import, 0],
    ["moves", of.move, 0],
    ["forgets", of.forget, 0],
  ] as const;
  const parts: Text[] = [
    ...whole.map(
      ({ verb, region, count }) => say`${plain(verb)} region ${region} (${counted(count, "resource")})`,
    ),
    ...numbers
      .filter(([, count]) => count > 0)
      .map(([verb, count, others], index) => {
        const resources = index === 0 ? counted(count, "resource") : [String(count)];
        return say`${plain(verb)} ${resources}${plain(others > 0 ? " elsewhere" : "")}`;
      }),
    ...(outputs === 0 ? [] : [say`changes ${counted(outputs, "output")}`]),
  ];
  return parts.length === 0 ? plain("nothing changes") : joined(parts);
}

function countIn(regions: Review["counts"], region: string, counted: "add" | "destroy"): number {
  return regions.find((one) => one.region === region)?.counts[counted] ?? 0;
}

function counts({ counts: regions }: Review): readonly Section[] {
  const row = (region: Text, numbers: (typeof regions)[number]["counts"]): Text[] => [
    region,
    ...COUNTED.map((counted) => plain(numbers[counted] === 0 ? "·" : String(numbers[counted]))),
  ];
  return tableSection(
    "Resources by region",
    ["Region", ...COUNTED],
    [
      ...(regions.length > 1 ? [row(plain("all"), total(regions))] : []),
      ...regions.map(({ region, counts: numbers }) =>
        row(region === UNKNOWN ? plain("region unknown") : say`${region}`, numbers),
      ),
    ],
    { numeric: true },
  );
}

/** Findings of one rule are one item: its reason and its advice are said once. */
function hurts({ findings }: Review): readonly Section[] {
  const open = findings.filter(({ allowed }) => allowed === undefined);
  const groups = groupBy(open, ({ rule }) => rule);
  return listSection("What can hurt", [...groups.values()].map(hurt));
}

/** More of the same rule than this are counted. */
const MOST_OF_A_RULE = 8;

function hurt(group: readonly [Finding, ...Finding[]]): Item {
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
              text: say`${rule}: ${what}`,
              under: [{ text: say`Allowed by ${allowed.by} until ${allowed.until}: ${allowed.reason}` }],
            },
          ],
    ),
    ...expired.map(({ rule, of, by, until }) => ({
      text: say`${rule} of ${of}: ${by} allowed it until ${until}, which is over.`,
    })),
    ...(unused.length === 0
      ? []
      : [
          {
            text: say`Not needed by this plan: ${list(unused.map(({ rule, of }) => `${rule} of ${of}`))}.`,
          },
        ]),
  ];
  return listSection("Allowed", items);
}
