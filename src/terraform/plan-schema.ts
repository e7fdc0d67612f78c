import { z } from "zod";
import type { Json, JsonObject } from "./json";

const json = z.custom<Json>(() => true);
const object = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "expected an object",
);

const resource = z.object({
  address: z.string(),
  mode: z.enum(["managed", "data"]),
  type: z.string(),
  name: z.string(),
  index: z.union([z.string(), z.number()]).optional(),
  values: object.optional(),
  depends_on: z.array(z.string()).optional(),
});

export type ValuesResource = z.infer<typeof resource>;

const valuesModule = z.object({
  address: z.string().optional(),
  resources: z.array(resource).optional(),
  get child_modules() {
    return z.array(valuesModule).optional();
  },
});
export type ValuesModule = z.infer<typeof valuesModule>;

const values = z.object({
  outputs: z
    .record(z.string(), z.object({ value: json.optional(), sensitive: z.boolean().optional() }))
    .optional(),
  root_module: valuesModule.optional(),
});
export type StateValues = z.infer<typeof values>;

const configurationResource = z.object({
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  provider_config_key: z.string().optional(),
  expressions: object.optional(),
  for_each_expression: json.optional(),
  count_expression: json.optional(),
  depends_on: z.array(z.string()).optional(),
  provisioners: z.array(json).optional(),
});
export type ConfigurationResource = z.infer<typeof configurationResource>;

const moduleCall = z.object({
  source: z.string().optional(),
  expressions: object.optional(),
  depends_on: z.array(z.string()).optional(),
  get module() {
    return configurationModule.optional();
  },
});
export type ModuleCall = z.infer<typeof moduleCall>;

const configurationModule = z.object({
  variables: z
    .record(z.string(), z.object({ sensitive: z.boolean().optional(), default: json.optional() }))
    .optional(),
  outputs: z.record(z.string(), z.object({ expression: json.optional() })).optional(),
  resources: z.array(configurationResource).optional(),
  get module_calls() {
    return z.record(z.string(), moduleCall).optional();
  },
});
export type ConfigurationModule = z.infer<typeof configurationModule>;

const configuration = z.object({
  provider_config: z
    .record(
      z.string(),
      z.object({
        expressions: object.optional(),
        module_address: z.string().optional(),
      }),
    )
    .optional(),
  root_module: configurationModule.optional(),
});

const action = z.enum(["no-op", "create", "read", "update", "delete", "forget"]);
export type Action = z.infer<typeof action>;

const change = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.enum(["managed", "data"]),
  type: z.string(),
  name: z.string(),
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change: z.object({
    actions: z.array(action),
    before: json.optional(),
    after: json.optional(),
    after_unknown: json.optional(),
    before_sensitive: json.optional(),
    after_sensitive: json.optional(),
    replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
    importing: object.optional(),
  }),
});
export type RawChange = z.infer<typeof change>;

const check = z.object({
  address: z.object({ to_display: z.string().optional() }).optional(),
  status: z.string().optional(),
  instances: z
    .array(
      z.object({
        status: z.string().optional(),
        problems: z.array(z.object({ message: z.string().optional() })).optional(),
      }),
    )
    .optional(),
});

const state = z.object({ values: values.optional() });

/** The parts of the output of `terraform show -json` for a saved plan that are read here. */
export const planSchema = z.object({
  errored: z.boolean().optional(),
  complete: z.boolean().optional(),
  variables: z.record(z.string(), z.object({ value: json.optional() })).optional(),
  planned_values: values,
  prior_state: state.optional(),
  configuration: configuration.optional(),
  resource_changes: z.array(change).optional(),
  resource_drift: z.array(change).optional(),
  deferred_changes: z.array(z.object({ resource_change: change.partial().optional() })).optional(),
  output_changes: z.record(z.string(), change.shape.change).optional(),
  action_invocations: z.array(z.object({ address: z.string() })).optional(),
  checks: z.array(check).optional(),
});
export type RawPlan = z.infer<typeof planSchema>;

/** The output of `terraform show -json` for a state. */
export const stateSchema = state;
