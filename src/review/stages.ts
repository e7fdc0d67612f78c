import type { Plan } from "../terraform";
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
