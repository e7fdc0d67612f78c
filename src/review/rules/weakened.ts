import type { Json } from "../../terraform";
import { type Change, remains } from "../change";
import type { Rule, Subject } from "../finding";
import { regionsIn } from "../region";
import { plain, say, type Text } from "../text";
import { blocksAt, textAt, valueAt } from "../values";
import { firewall } from "./firewall";
import { attributeRule } from "./judged";

/** The safety net of data is removed. */
export const PROTECTION_OFF = attributeRule({
  id: "protection-off",
  severity: "person",
  why: "The next plan that destroys it succeeds, or lost data can't be restored.",
  advice: "Switch it off only in the change right before the one that needs it, and on again after.",
});

const EXPIRATIONS = ["expiration", "noncurrent_version_expiration"];

/** Data that would have stayed expires. */
export const DATA_EXPIRES = attributeRule(
  {
    id: "data-expires",
    severity: "person",
    why: "Data of that age is deleted soon after the apply, in every replica. Only a backup brings it back.",
    advice: "Check how much data is that old, or has that attribute, before you apply.",
  },
  (change) => (remains(change) ? [...timeToLive(change), ...lifecycle(change)] : []),
);

function timeToLive({ type, before, after }: Change): readonly Text[] {
  const attributeOf = (json: Json) =>
    valueAt(json, "ttl[0].enabled") === true ? textAt(json, "ttl[0].attribute_name") : undefined;
  const attribute = attributeOf(after);
  return type === "aws_dynamodb_table" && attribute !== undefined && attribute !== attributeOf(before)
    ? [say`items expire by their attribute ${attribute}`]
    : [];
}

/** Rules of a bucket's lifecycle are compared as a whole: a rule for other objects is another rule. */
function lifecycle({ type, before, after }: Change): readonly Text[] {
  const expiring = (json: Json) =>
    blocksAt(json, "rule")
      .filter((rule) => valueAt(rule, "status") === "Enabled")
      .filter((rule) => EXPIRATIONS.some((name) => blocksAt(rule, name).length > 0))
      .map((rule) =>
        JSON.stringify(["filter", "prefix", ...EXPIRATIONS].map((name) => valueAt(rule, name) ?? null)),
      );
  const known = expiring(before);
  return type === "aws_s3_bucket_lifecycle_configuration" &&
    expiring(after).some((rule) => !known.includes(rule))
    ? [plain("objects expire by another rule than before")]
    : [];
}

/** A resource stays and stops working. */
export const SWITCHED_OFF = attributeRule({
  id: "switched-off",
  severity: "person",
  why: "It does nothing once this is applied: requests fail, a schedule does not run, a check sees no failure.",
  advice: "Confirm that it is meant, and until when.",
});

/** Less is served. */
export const REQUESTS_REFUSED = attributeRule(
  {
    id: "requests-refused",
    severity: "person",
    why: "Requests that are served today may be throttled, rejected or too slow.",
    advice: "Compare the new limit with the highest load of the last weeks.",
  },
  (change) => firewall(change).stricter,
);

/** Something else answers, runs or is used. */
export const TARGET_CHANGED = attributeRule({
  id: "target-changed",
  severity: "person",
  why: "Requests, events or data go elsewhere or are handled differently; the plan can't show whether that is right.",
  advice: "Confirm that the new target exists and does what the old one did.",
});

/** A restart, or a step that can't be taken back. */
export const SERVICE_INTERRUPTED = attributeRule({
  id: "service-interrupted",
  severity: "person",
  why: "It restarts, at once or in its maintenance window; a new engine version can't be taken back.",
  advice: "Take a snapshot, try it on a copy, and apply it when few use it.",
});

/** A health check decides by something else. Its speed belongs to the routing's review. */
export const HEALTH_CHECK_CHANGED = attributeRule({
  id: "health-check-changed",
  severity: "person",
  why: "It decides when traffic leaves a region: one that asks the wrong thing never does, or leaves a healthy region.",
  advice: "Request the same by hand in each region, and see what it returns while the region fails.",
});

const ALARM =
  /^aws_(cloudwatch_metric_alarm|cloudwatch_composite_alarm|cloudwatch_log_metric_filter|sns_topic|sns_topic_subscription|cloudwatch_event_rule|budgets_budget)$/;

/** A failure that would have paged someone does not. */
export const ALARM_SILENCED: Rule = attributeRule(
  {
    id: "alarm-silenced",
    severity: "person",
    why: "Users may notice the next failure first.",
    advice: "Confirm that another alarm watches the same, or silence it for a time in the tool that pages.",
  },
  ({ address, type, kind, region }, { fleet }: Subject) => {
    // What is about a region goes with it.
    const leaves = [region, ...regionsIn(address)].some((one) => fleet.leaving.has(one));
    return ALARM.test(type) && kind === "destroy" && !leaves ? [plain("it is destroyed")] : [];
  },
);
