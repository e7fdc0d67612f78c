import { Dependencies } from "./dependencies";
import { isList, isObject, type Json, type JsonObject } from "./json";
import {
  configurationOf,
  followReferences,
  type ModuleScope,
  rootScope,
  scopeOf,
} from "./plan-configuration";
import type { Action, RawChange, RawPlan, StateValues } from "./plan-schema";
import { byAddress, type Resource, type Terraform } from "./resource";
import type { Value } from "./value";
import { readModule, type Surroundings, unknownFrom } from "./values-reader";

/** A change of one resource in a plan. */
export interface ResourceChange extends Pick<Resource, "address" | "mode" | "type" | "name"> {
  /** The address with each module's source instead of its name, which is equal for all calls of one module. */
  readonly declaration: string;
  /** The address before a move. */
  readonly previousAddress: string | undefined;
  readonly actions: readonly Action[];
  /** Why Terraform chose the actions, as in `replace_because_cannot_update`. */
  readonly reason: string | undefined;
  /** The key of a deposed object, which a replacement that creates first leaves behind. */
  readonly deposed: string | undefined;
  readonly before: Json;
  readonly after: Json;
  /** True where `after` is unknown until apply. */
  readonly afterUnknown: Json;
  /** True where the value must not be shown. */
  readonly beforeSensitive: Json;
  readonly afterSensitive: Json;
  /** The attributes that force a replacement. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
  readonly imported: boolean;
  /** The AWS region of its provider, if the plan states it. */
  readonly providerRegion: string | undefined;
}

export interface Plan {
  /** The current resources, as of the refresh. */
  readonly before: Terraform;
  /** The planned resources. */
  readonly after: Terraform;
  readonly changes: readonly ResourceChange[];
  /** The changes outside of Terraform that the refresh detected. */
  readonly drift: readonly ResourceChange[];
  /** Whether Terraform stopped at an error, so that the plan is incomplete. */
  readonly errored: boolean;
  /** False if a later plan has more to do: the plan was targeted, or has deferred changes. */
  readonly complete: boolean;
  /** Addresses of the changes that are deferred to a later plan. */
  readonly deferred: readonly string[];
  /** The changed outputs of the root module. */
  readonly outputs: readonly OutputChange[];
  /** Addresses of the actions that the apply invokes. */
  readonly invocations: readonly string[];
  /** Failing `check` blocks and conditions. */
  readonly failedChecks: readonly { readonly address: string; readonly messages: readonly string[] }[];
  /** The values of the root module's variables. */
  readonly variables: ReadonlyMap<string, Json>;
  /** Returns the dependencies between resources, computed on demand. */
  readonly dependencies: () => Dependencies;
  /** The values of the root module's sensitive variables and outputs, which must not be shown. */
  readonly sensitive: readonly Json[];
}

export interface OutputChange {
  readonly name: string;
  readonly actions: readonly Action[];
  /** Whether the output was sensitive and no longer is. */
  readonly unhidden: boolean;
}

export function readRawPlan(plan: RawPlan): Plan {
  const scope = rootScope(plan);
  const regions = providerRegions(plan);
  const regionOf = (provider: string | undefined) => regions.get(provider ?? "");
  const prior = plan.prior_state?.values ?? {};
  const before = readModule(prior.root_module ?? {}, scope, { unknown: new Map(), regionOf });
  const unknown = new Map(
    (plan.resource_changes ?? [])
      .filter(({ deposed }) => deposed === undefined)
      .map(({ address, change }) => [address, change.after_unknown ?? false]),
  );
  const planned = readModule(plan.planned_values.root_module ?? {}, scope, { unknown, regionOf });
  // Data sources that were already read are only in the prior state.
  const after = [...before.filter(({ mode }) => mode === "data"), ...planned];
  return {
    before: { resources: byAddress(before), outputs: outputs(prior) },
    after: {
      resources: byAddress(after),
      outputs: outputs(plan.planned_values, (name) => {
        return unknownFrom(followReferences(scope.module.outputs?.[name]?.expression ?? null, scope));
      }),
    },
    changes: (plan.resource_changes ?? []).map((change) => readChange(change, plan, regionOf)),
    drift: (plan.resource_drift ?? []).map((change) => readChange(change, plan, regionOf)),
    errored: plan.errored ?? false,
    complete: plan.complete ?? true,
    deferred: (plan.deferred_changes ?? []).map(
      ({ resource_change }) => resource_change?.address ?? "(unknown)",
    ),
    outputs: Object.entries(plan.output_changes ?? {}).flatMap(([name, change]) =>
      change.actions.join() === "no-op"
        ? []
        : [
            {
              name,
              actions: change.actions,
              unhidden:
                change.before_sensitive === true &&
                change.after_sensitive !== true &&
                !change.actions.includes("delete"),
            },
          ],
    ),
    invocations: (plan.action_invocations ?? []).map(({ address }) => address),
    failedChecks: (plan.checks ?? [])
      .filter(({ status }) => status === "fail" || status === "error")
      .map(({ address, instances = [] }) => ({
        address: address?.to_display ?? "(unknown)",
        messages: instances.flatMap(({ problems = [] }) => problems.flatMap(({ message }) => message ?? [])),
      })),
    variables: new Map(Object.entries(plan.variables ?? {}).map(([name, { value = null }]) => [name, value])),
    dependencies: () => new Dependencies(plan),
    sensitive: [
      ...Object.entries(scope.module.variables ?? {}).flatMap(([name, { sensitive }]) =>
        sensitive === true ? [plan.variables?.[name]?.value ?? null] : [],
      ),
      ...[prior, plan.planned_values].flatMap((values) =>
        Object.values(values.outputs ?? {}).flatMap(({ sensitive, value }) =>
          sensitive === true ? [value ?? null] : [],
        ),
      ),
    ],
  };
}

/** @param missing - the value of an output that is not yet known */
export function outputs(
  values: StateValues,
  missing: (name: string) => Value = () => null,
): ReadonlyMap<string, Value> {
  return new Map(
    Object.entries(values.outputs ?? {}).map(([name, { value }]) => [
      name,
      value === undefined ? missing(name) : value,
    ]),
  );
}

/** Returns the regions of the providers, by their keys: `aws.<alias>` for those of the root module. */
function providerRegions(plan: RawPlan): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(plan.configuration?.provider_config ?? {}).flatMap(
      ([key, { expressions, module_address = "" }]): [string, string][] => {
        const region = constant(expressions?.["region"], plan, scopeOf(`${module_address}.`, plan));
        return region === undefined ? [] : [[key, region]];
      },
    ),
  );
}

/** Returns a provider's argument: a constant, or the value of a variable, which a module gets from its caller. */
function constant(expression: Json | undefined, plan: RawPlan, scope: ModuleScope): string | undefined {
  if (!isObject(expression)) {
    return undefined;
  }
  const references = expression["references"];
  const [, name = ""] = /^var\.([\w-]+)$/.exec(isList(references) ? String(references[0]) : "") ?? [];
  const passed = scope.caller?.call.expressions?.[name];
  const value =
    expression["constant_value"] ??
    (scope.caller === undefined
      ? plan.variables?.[name]?.value
      : (constant(passed, plan, scope.caller.scope) ?? scope.module.variables?.[name]?.default));
  return typeof value === "string" ? value : undefined;
}

function readChange(
  { change, ...resource }: RawChange,
  plan: RawPlan,
  regionOf: Surroundings["regionOf"],
): ResourceChange {
  const { address, mode, type, name } = resource;
  const none: JsonObject = {};
  const scope = scopeOf(address, plan);
  return {
    address,
    mode,
    type,
    name,
    declaration: scope.declaration + address.slice(scope.prefix.length),
    previousAddress: resource.previous_address,
    actions: change.actions,
    reason: resource.action_reason,
    deposed: resource.deposed,
    before: change.before ?? null,
    after: change.after ?? null,
    afterUnknown: change.after_unknown ?? none,
    beforeSensitive: change.before_sensitive ?? none,
    afterSensitive: change.after_sensitive ?? none,
    replacePaths: change.replace_paths ?? [],
    imported: change.importing !== undefined,
    providerRegion: regionOf(configurationOf(scope, resource)?.provider_config_key),
  };
}
