import { isList, isObject, type Json, type Plan, type ResourceChange } from "../terraform";
import { type Change, changesOf, touches } from "./change";
import { GLOBAL, UNKNOWN } from "./region";

/** One step of an apply: everything that changes in one region, or the global layer. */
export interface Stage {
  /** `global` for the global layer. */
  readonly region: string;
  readonly addresses: readonly string[];
}

/**
 * Returns the regions of a plan, one after another, and the global layer last, if its changes can be made so: all in
 * place (a replacement that creates the new one first may be one), none of them in an unknown region, and no region's
 * changes depend on the global ones. A role with a region's name belongs to that region. Otherwise it returns no
 * stages: the plan has an order of its own, which Terraform keeps.
 */
export function stagesOf(plan: Plan, changes: readonly Change[] = changesOf(plan)): readonly Stage[] {
  const stages = new Map<string, string[]>();
  for (const change of changes.filter(touches)) {
    const { kind, createsFirst, moved, imported, deposed } = change;
    const inPlace = kind === "change" || (kind === "replace" && createsFirst);
    const region = stageOf(change);
    if (!inPlace || moved || imported || deposed !== undefined || region === UNKNOWN) {
      return [];
    }
    stages.set(region, [...(stages.get(region) ?? []), change.address]);
  }
  const global = stages.get(GLOBAL) ?? [];
  const regional = [...stages].filter(([region]) => region !== GLOBAL);
  const dependencies = global.length === 0 || regional.length === 0 ? undefined : plan.dependencies();
  const needsGlobal = regional.some(([, addresses]) =>
    addresses.some((address) => global.some((other) => dependencies?.has(address, other))),
  );
  if (regional.length === 0 || needsGlobal) {
    return [];
  }
  return [
    ...regional.map(([region, addresses]) => ({ region, addresses })),
    ...(global.length === 0 ? [] : [{ region: GLOBAL, addresses: global }]),
  ];
}

function stageOf({ type, region, about }: Change): string {
  return region === GLOBAL && type.startsWith("aws_iam_") ? about : region;
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
