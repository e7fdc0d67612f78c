import { GLOBAL, regionOf } from "../review/region";
import { blocksAt, textAt } from "../review/values";
import { CONTROL_REGION, type Without } from "../review/without";
import { type Plan, type ResourceChange, regionOfArn } from "../terraform";

/** A part of a plan that needs nothing of a region. */
export interface Remainder {
  /** The addresses to target. */
  readonly targets: readonly string[];
  readonly without: Without;
}

/**
 * Splits the changes of a plan into those that can be made without a region and those that wait for it: changes in
 * the region, changes that depend on one of them, and deletions of what one of them still depends on.
 */
export function withoutRegion(plan: Plan, region: string): Remainder {
  const dependencies = plan.dependencies();
  const managed = plan.changes.filter(({ mode }) => mode === "managed");
  const changes = managed.filter(({ actions }) => actions.join() !== "no-op");
  const waiting = new Map<ResourceChange, ResourceChange | undefined>(
    changes.filter((change) => regionsCalled(change, plan).has(region)).map((change) => [change, undefined]),
  );
  const blockerOf = (change: ResourceChange) =>
    [...waiting.keys()].find(
      ({ address }) =>
        dependencies.has(change.address, address) ||
        (change.actions.includes("delete") && dependencies.has(address, change.address)),
    );
  for (let before = -1; before < waiting.size; ) {
    before = waiting.size;
    for (const change of changes.filter((one) => !waiting.has(one))) {
      const blocker = blockerOf(change);
      if (blocker !== undefined) {
        waiting.set(change, blocker);
      }
    }
  }
  const unchanged = managed.filter(
    (change) =>
      change.actions.join() === "no-op" &&
      !regionsCalled(change, plan).has(region) &&
      blockerOf(change) === undefined,
  );
  const kept = changes.filter((change) => !waiting.has(change));
  return {
    // Without a target, Terraform would plan everything.
    targets: [...new Set((kept.length > 0 ? kept : unchanged.slice(0, 1)).map(({ address }) => address))],
    without: {
      region,
      waiting: [...waiting].map(([{ address, actions }, needs]) => ({
        address,
        actions: [...actions],
        needs: needs?.address ?? null,
      })),
    },
  };
}

/** Returns whether nothing of a plan waits, not even the reading of a data source, so that it needs no targets. */
export function isWhole(plan: Pick<Plan, "changes">, { targets }: Remainder): boolean {
  return plan.changes.every(
    ({ actions, address }) => actions.join() === "no-op" || targets.includes(address),
  );
}

/** The changes of a plan that a remainder does not target, which must not be applied with it. */
export function notTargeted(plan: Plan, { targets }: Remainder): readonly string[] {
  return plan.changes
    .filter(
      ({ mode, actions, address }) =>
        mode === "managed" && actions.join() !== "no-op" && !targets.includes(address),
    )
    .map(({ address }) => address);
}

/** The regions whose APIs the provider calls to change a resource. */
function regionsCalled(change: ResourceChange, plan: Plan): ReadonlySet<string> {
  const { type } = change;
  const region = regionOf(change, plan);
  const own = region === GLOBAL && type.startsWith("aws_") ? CONTROL_REGION : region;
  return new Set([own, ...(TABLE.test(type) ? tableRegions(change, plan) : [])]);
}

const TABLE = /^aws_dynamodb_table(_replica)?$/;
const REPLICA = "aws_dynamodb_table_replica";

/** The provider reads a global table in all of its regions, and changes a replica from the table's home region. */
function tableRegions(change: ResourceChange, plan: Plan): readonly string[] {
  const arn = latest(change, change.type === REPLICA ? "global_table_arn" : "arn");
  const replicas = plan.changes.filter(
    (other) => other.type === REPLICA && arn !== undefined && latest(other, "global_table_arn") === arn,
  );
  const inline = [change.before, change.after].flatMap((values) => blocksAt(values, "replica"));
  return [
    regionOfArn(arn) ?? [],
    replicas.map((replica) => regionOf(replica, plan)),
    inline.flatMap((replica) => textAt(replica, "region_name") ?? []),
  ].flat();
}

function latest({ before, after }: ResourceChange, attribute: string): string | undefined {
  return textAt(after, attribute) ?? textAt(before, attribute);
}
