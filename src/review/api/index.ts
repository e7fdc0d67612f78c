import { isObject, type Json } from "../../terraform";
import type { Change } from "../change";
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
  const found = new Map<string, ApiChange>();
  for (const change of changes) {
    if (!TYPES.has(change.type) || (change.kind !== "change" && change.kind !== "replace")) {
      continue;
    }
    const differences = compareBodies(change);
    if (differences?.length === 0) {
      continue;
    }
    const key = change.pattern + JSON.stringify(differences ?? null);
    const known = found.get(key);
    found.set(key, { differences, changes: known === undefined ? [change] : [...known.changes, change] });
  }
  return [...found.values()];
}

function compareBodies({ after, before, afterUnknown, differences }: Change): ApiChange["differences"] {
  if (at(afterUnknown, "body") === true) {
    return undefined;
  }
  const bodyAfter = at(after, "body");
  if (isUnset(bodyAfter) || !differences.some(({ path }) => path === "body")) {
    return [];
  }
  const [was, will] = [readOperations(at(before, "body")), readOperations(bodyAfter)];
  return was === undefined || will === undefined ? undefined : compareOperations(was, will);
}

/** An API without a document keeps what it has. */
function isUnset(body: Json | undefined): boolean {
  return body === undefined || body === null || body === "";
}

function at(json: Json, name: string): Json | undefined {
  return isObject(json) ? json[name] : undefined;
}
