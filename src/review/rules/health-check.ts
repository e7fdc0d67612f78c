import { isSame } from "../difference";
import { grouped, type Rule } from "../finding";
import { say } from "../text";
import { valueAt } from "../values";

/** What a check asks, and what it makes of the answer. */
const ASKED = [
  ...["fqdn", "ip_address", "port", "resource_path", "search_string", "enable_sni", "invert_healthcheck"],
  ...["child_healthchecks", "child_health_threshold", "cloudwatch_alarm_name", "cloudwatch_alarm_region"],
  ...["insufficient_data_health_status", "routing_control_arn"],
];

/** How fast a check is stands in the routing's review; what it looks at does not. */
export const HEALTH_CHECK_CHANGED: Rule = {
  id: "health-check-changed",
  severity: "person",
  why: "It tells when to leave a region: one that asks the wrong thing never does, or leaves a region that works.",
  advice: "Ask there by hand in each region, and see what it answers while the region fails.",
  find: ({ changes }) =>
    grouped(changes, ({ kind, type, before, after }) =>
      kind === "change" && type === "aws_route53_health_check"
        ? ASKED.filter((path) => !isSame(valueAt(before, path), valueAt(after, path))).map(
            (path) => say`it decides by another ${path}`,
          )
        : [],
    ),
};
