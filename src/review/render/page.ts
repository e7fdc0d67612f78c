import { COUNTED, total } from "../counts";
import type { Finding } from "../judge";
import type { Review } from "../review";
import { list, plain, say, type Text } from "../text";
import { changeSection } from "./changes";
import { apiSection, functionSection } from "./code";
import type { Document, Item, Section } from "./document";
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

function title({ verdict, findings, counts }: Review): Text {
  const open = findings.filter(({ allowed }) => allowed === undefined);
  const count = (severity: Finding["severity"]) =>
    new Set(open.filter((one) => one.severity === severity).map(({ rule }) => rule)).size;
  const [stops, asks, allowed] = [count("refuse"), count("person"), findings.length - open.length];
  const reasons = [
    stops === 0 ? "" : `${stops} ${stops === 1 ? "reason" : "reasons"} to stop`,
    asks === 0 ? "" : `${asks} to look at`,
    allowed === 0 ? "" : `${allowed} allowed`,
  ].filter((part) => part !== "");
  const words = { note: "🟢 **Safe**", person: "🟡 **Needs a person**", refuse: "🔴 **Refused**" }[verdict];
  const nothing = counts.length === 0 && stops === 0 ? "nothing changes" : "";
  const rest = [...reasons, nothing].filter((part) => part !== "").join(", ");
  return plain(rest === "" ? words : `${words}: ${rest}`);
}

function counts({ counts: regions }: Review): readonly Section[] {
  if (regions.length === 0) {
    return [];
  }
  const row = (region: Text, numbers: (typeof regions)[number]["counts"]): Text[] => [
    region,
    ...COUNTED.map((counted) => plain(numbers[counted] === 0 ? "·" : String(numbers[counted]))),
  ];
  return [
    {
      heading: "Resources by region",
      folded: false,
      body: {
        kind: "table",
        numeric: true,
        head: ["Region", ...COUNTED],
        rows: [
          ...(regions.length === 1 ? [] : [row(plain("all"), total(regions))]),
          ...regions.map(({ region, counts: numbers }) => row(say`${region}`, numbers)),
        ],
      },
    },
  ];
}

/** Findings of one rule are one item: its reason and its advice are said once. */
function hurts({ findings }: Review): readonly Section[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings.filter(({ allowed }) => allowed === undefined)) {
    const group = groups.get(finding.rule);
    if (group === undefined) {
      groups.set(finding.rule, [finding]);
    } else {
      group.push(finding);
    }
  }
  return groups.size === 0
    ? []
    : [
        {
          heading: "What can hurt",
          folded: false,
          body: { kind: "list", items: [...groups.values()].map(hurt) },
        },
      ];
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
  return items.length === 0 ? [] : [{ heading: "Allowed", folded: false, body: { kind: "list", items } }];
}
