import type { Json } from "../../terraform";
import { type Change, remains } from "../change";
import { grouped, type Rule } from "../finding";
import { say, type Text } from "../text";
import { valueAt } from "../values";

interface Switch {
  readonly types: RegExp;
  readonly path: string;
  readonly off: Json;
}

const SWITCHES: readonly Switch[] = [
  { types: /^aws_lambda_function$/, path: "reserved_concurrent_executions", off: 0 },
  { types: /^aws_lambda_event_source_mapping$/, path: "enabled", off: false },
  { types: /^aws_(cloudwatch_event_rule|scheduler_schedule)$/, path: "state", off: "DISABLED" },
  { types: /^aws_cloudwatch_event_rule$/, path: "is_enabled", off: false },
  { types: /^aws_route53_health_check$/, path: "disabled", off: true },
  { types: /^aws_api_gateway_method_settings$/, path: "settings[0].throttling_rate_limit", off: 0 },
  { types: /^aws_api_gateway_method_settings$/, path: "settings[0].throttling_burst_limit", off: 0 },
  { types: /^aws_api_gateway_usage_plan$/, path: "throttle_settings[0].rate_limit", off: 0 },
  { types: /^aws_api_gateway_api_key$/, path: "enabled", off: false },
  { types: /^aws_cloudfront_distribution$/, path: "enabled", off: false },
  { types: /^aws_synthetics_canary$/, path: "start_canary", off: false },
  { types: /^aws_ecs_service$/, path: "desired_count", off: 0 },
  { types: /^aws_autoscaling_group$/, path: "max_size", off: 0 },
];

/** What works stays there, and works no more. */
export const SWITCHED_OFF: Rule = {
  id: "switched-off",
  severity: "person",
  why: "It does nothing any more once this is applied: requests are refused, a schedule does not run, a check sees no failure.",
  advice: "See that it is meant, and until when.",
  find: ({ changes }) => grouped(changes.filter(remains), switchedOff),
};

function switchedOff({ type, before, after }: Change): readonly Text[] {
  return SWITCHES.filter(
    ({ types, path, off }) =>
      types.test(type) && valueAt(before, path) !== off && valueAt(after, path) === off,
  ).map(({ path, off }) => say`${path} is ${String(off)} now`);
}
