import { groupBy } from "../../terraform";
import { type Change, remains } from "../change";
import { textAt, valueAt } from "../values";
import { type Operation, readOperations } from "./operations";
import type { Field, Fields } from "./schema-reader";

/** One difference between two OpenAPI documents. */
export interface ApiDifference {
  readonly kind: "added" | "removed" | "changed";
  /** A client that works today may fail. */
  readonly breaking: boolean;
  /** `GET /orders` */
  readonly operation: string;
  readonly field: string | undefined;
  readonly note: string;
  /** Set if the field's type changes. */
  readonly types?: { readonly before: string; readonly after: string };
}

/** A change that clients of an API may notice. */
export interface ApiChange {
  readonly changes: readonly [Change, ...Change[]];
  /** Undefined if the documents cannot be compared. */
  readonly differences: readonly ApiDifference[] | undefined;
}

const TYPES = new Set(["aws_api_gateway_rest_api", "aws_apigatewayv2_api"]);

/** Compares the OpenAPI documents of every API that stays. The same difference in several regions is one. */
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
  // An API without a document keeps the resources that it has.
  if (bodyAfter === undefined || !differences.some(({ path }) => path === "body")) {
    return [];
  }
  const [was, will] = [readOperations(bodyBefore), readOperations(bodyAfter)];
  return was === undefined || will === undefined ? undefined : compareOperations(was, will);
}

type Operations = ReadonlyMap<string, Operation>;

/**
 * The differences that a client may notice. Removed fields break clients, and so do newly required ones. A changed type
 * counts as breaking, because the review does not decide which of two patterns is wider. So does an operation whose
 * fields were not all read.
 */
function compareOperations(before: Operations, after: Operations): readonly ApiDifference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((operation): readonly ApiDifference[] => {
    const [was, will] = [before.get(operation), after.get(operation)];
    const endpoint = { operation, field: undefined };
    if (will === undefined) {
      return [{ ...endpoint, kind: "removed", breaking: true, note: "the endpoint is removed" }];
    }
    if (was === undefined) {
      return [{ ...endpoint, kind: "added", breaking: false, note: "the endpoint is added" }];
    }
    if (!was.isWhole || !will.isWhole) {
      return [{ ...endpoint, kind: "changed", breaking: true, note: "has too many fields to compare" }];
    }
    return [
      ...compareFields(was.inputs, will.inputs, input),
      ...compareFields(was.outputs, will.outputs, output),
    ].map(([field, verdict]) => ({ ...verdict, operation, field }));
  });
}

type Verdict = Pick<ApiDifference, "kind" | "breaking" | "note" | "types">;
type Judge = (before: Field | undefined, after: Field | undefined) => Verdict | undefined;

function compareFields(before: Fields, after: Fields, judge: Judge): readonly (readonly [string, Verdict])[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field): [string, Verdict][] => {
    const verdict = judge(before.get(field), after.get(field));
    return verdict === undefined ? [] : [[field, verdict]];
  });
}

function input(before: Field | undefined, after: Field | undefined): Verdict | undefined {
  if (before === undefined) {
    return after?.required === true
      ? { kind: "added", breaking: true, note: "is now required" }
      : { kind: "added", breaking: false, note: "is now accepted" };
  }
  if (after === undefined) {
    return { kind: "removed", breaking: true, note: "is no longer accepted" };
  }
  if (before.required !== after.required) {
    return after.required
      ? { kind: "changed", breaking: true, note: "is now required, and was optional" }
      : { kind: "changed", breaking: false, note: "is no longer required" };
  }
  return typeChange(before, after);
}

function output(before: Field | undefined, after: Field | undefined): Verdict | undefined {
  if (before === undefined) {
    return { kind: "added", breaking: false, note: "is now returned" };
  }
  if (after === undefined) {
    return { kind: "removed", breaking: true, note: "is no longer returned" };
  }
  if (before.required && !after.required) {
    return { kind: "changed", breaking: true, note: "may now be missing" };
  }
  return typeChange(before, after);
}

function typeChange(before: Field, after: Field): Verdict | undefined {
  return before.type === after.type
    ? undefined
    : {
        kind: "changed",
        breaking: true,
        note: "has another type",
        types: { before: before.type || "anything", after: after.type || "anything" },
      };
}
