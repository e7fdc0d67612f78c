import * as z from "zod";
import type { Plan } from "../terraform";
import { GLOBAL, isRegion, regionOfState } from "./region";

/**
 * The region whose control plane serves the global services: without it, no record, health check or role changes.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html
 */
export const CONTROL_REGION = "us-east-1";

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
