import * as z from "zod";
import type { Value } from "../terraform";

/** The stack's output that states how it is rolled out. */
const OUTPUT = "rollout";

const metric = z.object({
  namespace: z.string(),
  dimensions: z.record(z.string(), z.string()),
});

const functionSchema = z.object({
  name: z.string(),
  alias: z.string(),
  /** The CodeDeploy application and deployment group that shift its traffic; none if Terraform moves the alias. */
  application: z.string().nullish(),
  deployment_group: z.string().nullish(),
});

const regionSchema = z.object({
  functions: z.array(functionSchema),
  /** Names of the alarms that must stay quiet after a change. */
  alarms: z.array(z.string()),
  /** The API's metrics in CloudWatch. */
  api: metric,
  /** The canaries' metrics of requests to this region; each is published in the region of the canary. */
  canaries: z.array(metric.extend({ region: z.string() })),
});

const schema = z
  .object({
    /** Minutes for which a region is watched after its change. */
    bake_minutes: z.number().min(0),
    /** Minutes that a shift of a function's requests takes; 0 if Terraform moves the aliases. */
    shift_minutes: z.number().min(0),
    /** The region to change first; by default the one with the least traffic. */
    first_region: z.string().nullish(),
    regions: z.record(z.string(), regionSchema),
  })
  .transform(({ bake_minutes: bakeMinutes, shift_minutes: shiftMinutes, first_region, regions }) => ({
    ...{ bakeMinutes, shiftMinutes, firstRegion: first_region ?? undefined },
    regions: new Map(Object.entries(regions)),
  }));

const NONE = { bake_minutes: 0, shift_minutes: 0, regions: {} };

/** The identity of the metrics of one source in CloudWatch. */
export type MetricSource = z.infer<typeof metric>;

/** A function behind an alias. */
export type AliasedFunction = z.infer<typeof functionSchema>;

/** The parts of a region that a rollout changes and watches. */
export type RolloutRegion = z.infer<typeof regionSchema>;

/** How a stack is rolled out, as its output `rollout` states it. */
export type StatedRollout = Readonly<z.infer<typeof schema>>;

/** An output that states no rollout. */
export class RolloutError extends Error {}

/**
 * Reads how a stack is rolled out from its outputs. A stack without the output is changed region after region, without
 * a bake.
 *
 * @throws RolloutError if the output has another form
 */
export function readRollout(outputs: ReadonlyMap<string, Value>): StatedRollout {
  const output = outputs.get(OUTPUT) ?? NONE;
  const { data, error } = schema.safeParse(output);
  if (data === undefined) {
    const [issue] = error.issues;
    throw new RolloutError(
      `the output "${OUTPUT}" has another form: ${z.core.toDotPath(issue?.path ?? [])}: ${issue?.message ?? "invalid"}`,
    );
  }
  const { firstRegion, regions } = data;
  if (firstRegion !== undefined && !regions.has(firstRegion)) {
    throw new RolloutError(`the output "${OUTPUT}": first_region "${firstRegion}" is not one of its regions`);
  }
  return data;
}
