import type { Json } from "../../terraform";
import { type Change, remains } from "../change";
import { type Finder, grouped } from "../rule";
import { plain, type Text, text } from "../text";
import { blocksAt, numberAt, textAt, valueAt } from "../values";

/** What a WAF does with a request, the strictest first. */
const STRICTNESS = ["block", "captcha", "challenge", "none", "count", "allow"] as const;
type Action = (typeof STRICTNESS)[number];

/** What a web ACL or a rule group newly lets through, and newly rejects. */
export const FIREWALL: Readonly<Record<string, Finder>> = {
  "security-weakened": ({ changes }) =>
    grouped(changes.filter(isFirewall), (change) => compare(change).weaker),
  "requests-refused": ({ changes }) =>
    grouped(changes.filter(isFirewall), (change) => compare(change).stricter),
};

function isFirewall(change: Change): boolean {
  return /^aws_wafv2_(web_acl|rule_group)$/.test(change.type) && remains(change);
}

function compare({ before, after }: Change) {
  const [was, will] = [rulesOf(before), rulesOf(after)];
  const steps = [
    step(
      "the default action",
      actionOf(valueAt(before, "default_action")),
      actionOf(valueAt(after, "default_action")),
    ),
    ...[...was].flatMap(([name, rule]) => {
      const now = will.get(name);
      return now === undefined ? [] : stepsOf(name, rule, now);
    }),
  ];
  const added = [...will].flatMap(([name, rule]) => {
    const does = actionOf(valueAt(rule, "action")) ?? actionOf(valueAt(rule, "override_action"));
    return was.has(name) || does === undefined
      ? []
      : [{ does, what: text`the new rule ${name} ${plain(DOES[does])}` }];
  });
  return {
    weaker: [
      ...steps.filter(({ looser }) => looser > 0).map(({ what }) => what),
      ...[...was].flatMap(([name, rule]) => {
        const now = will.get(name);
        return now === undefined ? [text`the rule ${name} is removed`] : higherRate(name, rule, now);
      }),
      ...added.filter(({ does }) => does === "allow").map(({ what }) => what),
    ],
    stricter: [
      ...steps.filter(({ looser }) => looser < 0).map(({ what }) => what),
      ...added.filter(({ does }) => does !== "allow" && does !== "count").map(({ what }) => what),
    ],
  };
}

function rulesOf(json: Json): ReadonlyMap<string, Json> {
  return new Map(blocksAt(json, "rule").map((rule) => [textAt(rule, "name") ?? "", rule]));
}

function higherRate(name: string, before: Json, after: Json): readonly Text[] {
  const rate = "statement[0].rate_based_statement[0].limit";
  const [was, will] = [numberAt(before, rate), numberAt(after, rate)];
  return was !== undefined && will !== undefined && will > was
    ? [text`the rule ${name} lets ${will} requests through instead of ${was}`]
    : [];
}

/** The actions of a rule, and of the rules in the group that it names. */
function stepsOf(name: string, before: Json, after: Json): readonly Step[] {
  const [was, will] = [overridesOf(before), overridesOf(after)];
  return [
    step(name, actionOf(valueAt(before, "action")), actionOf(valueAt(after, "action"))),
    // An override of `none` leaves the group's own actions; `count` turns them all off.
    step(name, actionOf(valueAt(before, "override_action")), actionOf(valueAt(after, "override_action"))),
    ...[...new Set([...was.keys(), ...will.keys()])].map((rule) =>
      step(`${name}/${rule}`, was.get(rule) ?? "none", will.get(rule) ?? "none"),
    ),
  ];
}

/** Single rules of a group, by another action than their own. An excluded rule only counts. */
function overridesOf(rule: Json): ReadonlyMap<string, Action | undefined> {
  return new Map(
    ["managed_rule_group_statement", "rule_group_reference_statement"].flatMap((statement) => [
      ...blocksAt(rule, `statement[0].${statement}[0].excluded_rule`).map(
        (one): [string, Action | undefined] => [textAt(one, "name") ?? "", "count"],
      ),
      ...blocksAt(rule, `statement[0].${statement}[0].rule_action_override`).map(
        (one): [string, Action | undefined] => [
          textAt(one, "name") ?? "",
          actionOf(valueAt(one, "action_to_use")),
        ],
      ),
    ]),
  );
}

function actionOf(block: Json | undefined): Action | undefined {
  return STRICTNESS.find((action) => blocksAt(block, `[0].${action}`).length > 0);
}

interface Step {
  readonly looser: number;
  readonly what: Text;
}

const DOES = {
  block: "blocks",
  captcha: "asks for a captcha",
  challenge: "challenges",
  none: "acts",
  count: "only counts",
  allow: "allows",
};

const WOULD = {
  ...DOES,
  block: "blocked",
  captcha: "asked for a captcha",
  challenge: "challenged",
  none: "acted",
  count: "only counted",
  allow: "allowed",
};

function step(name: string, before: Action | undefined, after: Action | undefined): Step {
  if (before === undefined || after === undefined) {
    return { looser: 0, what: [] };
  }
  return {
    looser: STRICTNESS.indexOf(after) - STRICTNESS.indexOf(before),
    what: text`${name} ${plain(DOES[after])} where it ${plain(WOULD[before])}`,
  };
}
