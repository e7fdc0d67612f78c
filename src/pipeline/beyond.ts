import { isList, isObject, type Json, type Plan, type ResourceChange } from "../terraform";

/**
 * Returns the addresses of the changes that the reviewed plan does not contain: none, if the plan is a part of the
 * reviewed one. Values that were unknown when it was reviewed may be known now.
 */
export function beyond(plan: Plan, reviewed: Plan): readonly string[] {
  const known = new Map(reviewed.changes.map((change) => [change.address, change]));
  return plan.changes
    .filter(({ mode, actions }) => mode === "managed" && actions.join() !== "no-op")
    .filter((change) => !isSameChange(change, known.get(change.address)))
    .map(({ address }) => address);
}

function isSameChange(change: ResourceChange, reviewed: ResourceChange | undefined): boolean {
  return (
    reviewed !== undefined &&
    change.actions.join() === reviewed.actions.join() &&
    agrees(change.after, reviewed.after, reviewed.afterUnknown)
  );
}

function agrees(value: Json | undefined, reviewed: Json | undefined, unknown: Json | undefined): boolean {
  if (unknown === true || value === reviewed) {
    return true;
  }
  if (isList(value) && isList(reviewed)) {
    return (
      value.length === reviewed.length &&
      value.every((item, index) =>
        agrees(item, reviewed[index], isList(unknown) ? unknown[index] : undefined),
      )
    );
  }
  if (isObject(value) && isObject(reviewed)) {
    const marks = isObject(unknown) ? unknown : {};
    const keys = new Set([...Object.keys(value), ...Object.keys(reviewed)]);
    return [...keys].every((key) => agrees(value[key], reviewed[key], marks[key]));
  }
  return (value ?? null) === (reviewed ?? null);
}
