import type { ApiChange } from "../api";
import { rowsOf } from "../change-rows";
import { countsOf } from "../counts";
import { brief } from "../difference";
import type { FunctionChange } from "../functions";
import type { Review } from "../review";
import { asString } from "../text";
import { withoutOf } from "../without";

/** Everything, for other programs. Texts are plain; the shape is a contract, and `format` counts its changes. */
export function json(review: Review): string {
  const { plan, verdict, findings, expired, unused, routing, functions, apis, withoutSecrets } = review;
  const document = {
    format: 2,
    verdict,
    counts: countsOf(review.changes),
    findings: findings.map(({ what, why, advice, ...finding }) => ({
      ...finding,
      what: asString(what),
      why: asString(why),
      advice: asString(advice),
    })),
    allowances: { expired, unused },
    without: withoutOf(plan) ?? null,
    changes: rowsOf(review.changes, review.regions).map(
      ({ changes: [first, ...others], pattern, regions }) => ({
        action: first.kind,
        moved: first.moved,
        imported: first.imported,
        resource: pattern,
        addresses: [first, ...others].map(({ address }) => address),
        regions,
        differences: first.differences.map(({ path, before, after }) => ({
          path,
          before: before && brief(before),
          after: after && brief(after),
        })),
      }),
    ),
    routing: { names: routing.names, untried: routing.untried, wrong: routing.wrong },
    functions: functions.map(addressed),
    apis: apis.map(addressed),
  };
  const cleaned = (key: string, value: unknown) =>
    typeof value === "string" && !OWN_WORDS.has(key) ? withoutSecrets(value) : value;
  return `${JSON.stringify(document, cleaned, 2)}\n`;
}

/** Hold nothing from the plan. */
const OWN_WORDS = new Set(["verdict", "rule", "severity", "action"]);

function addressed<T extends FunctionChange | ApiChange>({ changes, ...rest }: T) {
  return { addresses: changes.map(({ address }) => address), ...rest };
}
