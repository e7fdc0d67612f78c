import type { Json } from "../../terraform";
import { type Change, remains } from "../change";
import { type Finder, grouped } from "../rule";
import { plain, type Text, text } from "../text";
import { blocksAt, numberAt, textAt } from "../values";

/** The actions of a WAF, the strictest first, in the present and the past tense. */
const ACTIONS = [
  { name: "block", does: "blocks", did: "blocked" },
  { name: "captcha", does: "requires a captcha", did: "required a captcha" },
  { name: "challenge", does: "challenges", did: "challenged" },
  { name: "none", does: "acts as its rules define", did: "acted as its rules define" },
  { name: "count", does: "only counts", did: "only counted" },
  { name: "allow", does: "allows", did: "allowed" },
] as const;
type Action = (typeof ACTIONS)[number];
const [, , , AS_DEFINED, COUNT] = ACTIONS;

/** Requests that a web ACL or a rule group newly lets through or newly rejects. */
export const FIREWALL: Readonly<Record<string, Finder>> = {
  "security-weakened": ({ changes }) =>
    grouped(changes.filter(isFirewall), (change) => [...steps(change, 1), ...higherRates(change)]),
  "requests-refused": ({ changes }) => grouped(changes.filter(isFirewall), (change) => steps(change, -1)),
};

function isFirewall(change: Change): boolean {
  return /^aws_wafv2_(web_acl|rule_group)$/.test(change.type) && remains(change);
}

const DEFAULT = "the default action";

/** The actions that get looser (1) or stricter (-1). A new rule is compared with one that only counts. */
function steps({ before, after }: Change, wanted: 1 | -1): readonly Text[] {
  const [was, will] = [actionsOf(before), actionsOf(after)];
  return [...new Set([...was.keys(), ...will.keys()])].flatMap((place): readonly Text[] => {
    const isRule = place !== DEFAULT && !place.includes("/");
    if (isRule && !will.has(place)) {
      return wanted === 1 ? [text`the rule ${place} is removed`] : [];
    }
    const isNew = isRule && !was.has(place);
    const [then, now] = [isNew ? COUNT : actionAt(was, place), actionAt(will, place)];
    if (!then || !now || Math.sign(ACTIONS.indexOf(now) - ACTIONS.indexOf(then)) !== wanted) {
      return [];
    }
    return [
      isNew
        ? text`the new rule ${place} ${plain(now.does)}`
        : text`${place} ${plain(`${now.does} where it ${then.did}`)}`,
    ];
  });
}

type Actions = ReadonlyMap<string, Action | undefined>;

/** An override of a rule in a group is at `rule/rule of the group`; without one, the rule acts as the group defines. */
function actionAt(actions: Actions, place: string): Action | undefined {
  const [rule = ""] = place.split("/");
  return actions.get(place) ?? (rule !== place && actions.has(rule) ? AS_DEFINED : undefined);
}

function actionsOf(acl: Json): Actions {
  const rules = blocksAt(acl, "rule").flatMap((rule): readonly [string, Action | undefined][] => {
    const name = textAt(rule, "name") ?? "";
    const overrides = ["managed_rule_group_statement", "rule_group_reference_statement"].flatMap((group) => {
      const at = (block: string) => blocksAt(rule, `statement[0].${group}[0].${block}`);
      // An excluded rule only counts.
      return [
        ...at("excluded_rule").map((one) => ({ one, action: COUNT })),
        ...at("rule_action_override").map((one) => ({ one, action: actionIn(one, "action_to_use") })),
      ];
    });
    return [
      [name, actionIn(rule, "action") ?? actionIn(rule, "override_action")],
      ...overrides.map(({ one, action }): [string, Action | undefined] => [
        `${name}/${textAt(one, "name") ?? ""}`,
        action,
      ]),
    ];
  });
  return new Map([[DEFAULT, actionIn(acl, "default_action")], ...rules]);
}

function actionIn(json: Json, block: string): Action | undefined {
  return ACTIONS.find(({ name }) => blocksAt(json, `${block}[0].${name}`).length > 0);
}

function higherRates({ before, after }: Change): readonly Text[] {
  const limits = (acl: Json) =>
    blocksAt(acl, "rule").map((rule) => ({
      name: textAt(rule, "name"),
      limit: numberAt(rule, "statement[0].rate_based_statement[0].limit"),
    }));
  const known = new Map(limits(before).map(({ name, limit }) => [name, limit]));
  return limits(after).flatMap(({ name, limit }) => {
    const was = known.get(name);
    return was !== undefined && limit !== undefined && limit > was
      ? [text`the rule ${name ?? ""} lets ${limit} requests through instead of ${was}`]
      : [];
  });
}
