import type { Rule } from "../finding";
import { regionsIn } from "../region";
import { say } from "../text";
import { blocksAt, valueAt } from "../values";

const ALARM =
  /^aws_(cloudwatch_metric_alarm|cloudwatch_composite_alarm|sns_topic|sns_topic_subscription|cloudwatch_event_rule|budgets_budget)$/;

/** What would have woken somebody does not. */
export const ALARM_SILENCED: Rule = {
  id: "alarm-silenced",
  severity: "person",
  why: "The next failure may be noticed by users first.",
  advice: "See that something else watches the same, or silence it for a time in the tool that pages.",
  find: ({ changes, fleet }) =>
    changes.flatMap(({ address, type, kind, before, after, region }) => {
      // What is about a region goes with it.
      const leaves = () => [region, ...regionsIn(address)].some((one) => fleet.leaving.has(one));
      if (!ALARM.test(type) || leaves()) {
        return [];
      }
      if (kind === "destroy" || kind === "forget") {
        return [{ what: say`${address} goes.`, addresses: [address] }];
      }
      const off = valueAt(before, "actions_enabled") !== false && valueAt(after, "actions_enabled") === false;
      const nobody =
        blocksAt(before, "alarm_actions").length > 0 &&
        blocksAt(after, "alarm_actions").length === 0 &&
        after !== null;
      return kind === "change" && (off || nobody)
        ? [{ what: say`${address} tells nobody any more.`, addresses: [address] }]
        : [];
    }),
};
