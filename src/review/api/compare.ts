import type { Operation } from "./operations";
import type { Field, Fields } from "./schema-reader";

/** One difference between two OpenAPI documents. */
export interface ApiDifference {
  readonly kind: "added" | "removed" | "changed";
  /** A client that worked may not work any more. */
  readonly breaking: boolean;
  /** `GET /v1/rates`, or a field of it. */
  readonly operation: string;
  readonly field: string | undefined;
  readonly note: string;
  /** Of a field whose type changes. */
  readonly types?: { readonly before: string; readonly after: string };
}

type Operations = ReadonlyMap<string, Operation>;

/**
 * What a client notices. What is taken away breaks; so does what a client must send now and needn't before. A
 * field's type that differs is called breaking: which of two patterns is the wider one is not worked out. So is an
 * operation of which not all fields were read.
 */
export function compareOperations(before: Operations, after: Operations): readonly ApiDifference[] {
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
      return [{ ...endpoint, kind: "changed", breaking: true, note: "has too many fields to be compared" }];
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
      ? { kind: "added", breaking: true, note: "must be sent now" }
      : { kind: "added", breaking: false, note: "may be sent now" };
  }
  if (after === undefined) {
    return { kind: "removed", breaking: true, note: "is not understood any more" };
  }
  if (before.required !== after.required) {
    return after.required
      ? { kind: "changed", breaking: true, note: "must be sent now, and needn't before" }
      : { kind: "changed", breaking: false, note: "needn't be sent any more" };
  }
  return typeChange(before, after);
}

function output(before: Field | undefined, after: Field | undefined): Verdict | undefined {
  if (before === undefined) {
    return { kind: "added", breaking: false, note: "is answered now" };
  }
  if (after === undefined) {
    return { kind: "removed", breaking: true, note: "is not answered any more" };
  }
  if (before.required && !after.required) {
    return { kind: "changed", breaking: true, note: "may be missing now" };
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
