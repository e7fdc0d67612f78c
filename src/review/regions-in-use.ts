import type { Change } from "./change";
import { GLOBAL, UNKNOWN } from "./region";

/** The regions that serve, before or after the plan. */
export interface RegionsInUse {
  readonly all: readonly string[];
  /** Regions without resources before the plan. */
  readonly added: ReadonlySet<string>;
  /** Regions without resources after the plan. */
  readonly removed: ReadonlySet<string>;
}

/**
 * A region with only these types serves no clients. It contains resources that global services need, such as CloudFront's
 * certificates and web ACLs, or the alarms of health checks.
 */
const SUPPORTING =
  /^aws_(acm_\w+|wafv2_\w+|cloudwatch_\w+|sns_\w+|kms_\w+|route53_\w+|xray_\w+|budgets_\w+|resourcegroups_\w+|ssm_parameter)$/;

export function regionsInUse(changes: readonly Change[]): RegionsInUse {
  const [before, after, serving] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { type, kind, region, imported, deposed } of changes) {
    if (region === GLOBAL || region === UNKNOWN || deposed !== undefined) {
      continue;
    }
    if (kind !== "add" && !imported) {
      before.add(region);
    }
    // A forgotten resource stays in its region.
    if (kind !== "destroy") {
      after.add(region);
    }
    if (!SUPPORTING.test(type)) {
      serving.add(region);
    }
  }
  const all = [...serving].sort();
  const without = (present: ReadonlySet<string>) => new Set(all.filter((region) => !present.has(region)));
  return { all, added: without(before), removed: without(after) };
}
