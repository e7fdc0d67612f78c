import { isList, isObject, type Json, type Plan, type ResourceChange } from "../terraform";
import { type Change, changesOf, touches } from "./change";
import { GLOBAL, UNKNOWN } from "./region";

/** One step of an apply: everything that changes in one region. */
export interface Stage {
  readonly region: string;
  readonly addresses: readonly string[];
}

/**
 * A plan's regions, one after another, if its changes can be made so: all of them in regions, in two or more, and
 * nothing comes or goes (a replacement that makes the new one first may). Otherwise no stages: the plan has an order
 * of its own, which Terraform keeps.
 */
export function stagesOf(plan: Plan, changes: readonly Change[] = changesOf(plan)): readonly Stage[] {
  const stages = new Map<string, string[]>();
  for (const change of changes.filter(touches)) {
    const { kind, createsFirst, moved, imported, region, deposed } = change;
    const inPlace = kind === "change" || (kind === "replace" && createsFirst);
    if (!inPlace || moved || imported || deposed !== undefined || region === GLOBAL || region === UNKNOWN) {
      return [];
    }
    stages.set(region, [...(stages.get(region) ?? []), change.address]);
  }
  return stages.size < 2 ? [] : [...stages].map(([region, addresses]) => ({ region, addresses }));
}

/**
 * The changes of a plan that a reviewed plan does not hold alike: none, if it does nothing but a part of it. What
 * the reviewed plan could not know yet may have become known.
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
