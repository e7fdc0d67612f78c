import { type Change, remains } from "../change";
import { groupBy } from "../group";
import { textAt, valueAt } from "../values";
import { type ApiDifference, compareOperations } from "./compare";
import { readOperations } from "./operations";

export type { ApiDifference } from "./compare";

/** What clients of an API notice. */
export interface ApiChange {
  readonly changes: readonly [Change, ...Change[]];
  /** Undefined if the documents can't be compared. */
  readonly differences: readonly ApiDifference[] | undefined;
}

const TYPES = new Set(["aws_api_gateway_rest_api", "aws_apigatewayv2_api"]);

/** Compares the OpenAPI documents of every API that stays; the same difference in several regions is one. */
export function reviewApis(changes: readonly Change[]): readonly ApiChange[] {
  const compared = changes
    .filter((change) => TYPES.has(change.type) && remains(change))
    .map((change) => ({ change, differences: compareBodies(change) }))
    .filter(({ differences }) => differences?.length !== 0);
  const groups = groupBy(
    compared,
    ({ change, differences }) => change.pattern + JSON.stringify(differences ?? null),
  );
  return [...groups.values()].map(([first, ...others]) => ({
    changes: [first.change, ...others.map(({ change }) => change)],
    differences: first.differences,
  }));
}

function compareBodies({ before, after, afterUnknown, differences }: Change): ApiChange["differences"] {
  if (valueAt(afterUnknown, "body") === true) {
    return undefined;
  }
  const [bodyBefore, bodyAfter] = [textAt(before, "body"), textAt(after, "body")];
  // An API that gives its document up keeps what it has.
  if (bodyAfter === undefined || !differences.some(({ path }) => path === "body")) {
    return [];
  }
  const [was, will] = [readOperations(bodyBefore), readOperations(bodyAfter)];
  return was === undefined || will === undefined ? undefined : compareOperations(was, will);
}
