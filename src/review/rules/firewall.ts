import type { Json } from "../../terraform";
import type { Change } from "../change";
import { plain, say, type Text } from "../text";
import { blocksAt, numberAt, textAt, valueAt } from "../values";

/** What a WAF does with a request, the strictest first. */
const STRICTNESS = ["block", "captcha", "challenge", "none", "count", "allow"] as const;
type Action = (typeof STRICTNESS)[number];

/** Where a web ACL lets through what it kept out. */
export function weakerFirewall({ type, before, after }: Change): readonly Text[] {
  if (!/^aws_wafv2_(web_acl|rule_group)$/.test(type)) {
    return [];
  }
  const rules = new Map(blocksAt(after, "rule").map((rule) => [textAt(rule, "name") ?? "", rule]));
  return [
    ...looser(
      "the default action",
      actionOf(valueAt(before, "default_action")),
      actionOf(valueAt(after, "default_action")),
    ),
    ...blocksAt(before, "rule").flatMap((rule) => {
      const name = textAt(rule, "name") ?? "";
      const now = rules.get(name);
      return now === undefined ? [say`the rule ${name} goes`] : weakerRule(name, rule, now);
    }),
  ];
}

function weakerRule(name: string, before: Json, after: Json): readonly Text[] {
  const rate = "statement[0].rate_based_statement[0].limit";
  const [was, will] = [numberAt(before, rate), numberAt(after, rate)];
  return [
    ...looser(name, actionOf(valueAt(before, "action")), actionOf(valueAt(after, "action"))),
    // An override of `none` leaves the group's own actions; `count` turns them all off.
    ...looser(
      name,
      actionOf(valueAt(before, "override_action")),
      actionOf(valueAt(after, "override_action")),
    ),
    ...(was !== undefined && will !== undefined && will > was
      ? [say`the rule ${name} lets ${will} requests through instead of ${was}`]
      : []),
  ];
}

function actionOf(block: Json | undefined): Action | undefined {
  return STRICTNESS.find((action) => blocksAt(block, `[0].${action}`).length > 0);
}

function looser(what: string, before: Action | undefined, after: Action | undefined): readonly Text[] {
  if (
    before === undefined ||
    after === undefined ||
    STRICTNESS.indexOf(after) <= STRICTNESS.indexOf(before)
  ) {
    return [];
  }
  const does = {
    block: "blocks",
    captcha: "asks for a captcha",
    challenge: "challenges",
    none: "acts",
    count: "only counts",
    allow: "allows",
  };
  return [
    say`${what} ${plain(does[after])} where it ${plain(before === "none" ? "acted" : `would ${before}`)}`,
  ];
}
