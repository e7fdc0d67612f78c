import * as z from "zod";
import type { Plan, ResourceChange } from "../terraform";
import { GLOBAL, isRegion, regionOf, regionOfArn, regionOfState } from "./region";
import { blocksAt, textAt } from "./values";

/**
 * The region whose control plane serves the global services: without it, no record, health check or role changes.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html
 */
const CONTROL_REGION = "us-east-1";

/** The variable with which a saved plan states that it leaves a region out. */
export const WITHOUT_REGION = "without_region";

const ACTIONS = ["no-op", "create", "read", "update", "delete", "forget"] as const;

const schema = z.object({
  region: z.string().refine(isRegion),
  /** The changes that wait for the region, and the first one of them that each depends on. */
  waiting: z.array(
    z.object({ address: z.string(), actions: z.array(z.enum(ACTIONS)), needs: z.string().nullable() }),
  ),
});

/** The region that a plan leaves out, and the changes that wait for it. */
export type Without = z.infer<typeof schema>;

/** Returns what an emergency plan leaves out; undefined for an ordinary plan. */
export function withoutOf(plan: Plan): Without | undefined {
  return schema.safeParse(plan.variables.get(WITHOUT_REGION)).data;
}

/** Counts the resources in the state that cannot be changed without a region: its own, and those of global services. */
export function unchangeable(plan: Plan, region: string): { readonly own: number; readonly global: number } {
  const managed = [...plan.before.resources.values()].filter(({ mode }) => mode === "managed");
  const isGlobal = ({ type }: { readonly type: string }) => regionOfState(type, {}) === GLOBAL;
  return {
    own: managed.filter((one) => one.region === region && !isGlobal(one)).length,
    global: region === CONTROL_REGION ? managed.filter(isGlobal).length : 0,
  };
}

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
