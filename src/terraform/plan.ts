import { Dependencies } from "./dependencies";
import { isList, isObject, type Json, type JsonObject } from "./json";
import {
  declarationOf,
  declaredAt,
  followReferences,
  type ModuleScope,
  rootScope,
  scopeAt,
} from "./plan-configuration";
import type { Action, RawChange, RawPlan, StateValues } from "./plan-schema";
import type { Resource, Terraform } from "./resource";
import type { Value } from "./value";
import { readModule, type Surroundings, unknownFrom } from "./values-reader";

/** One resource's change, as the plan has it. */
export interface ResourceChange extends Pick<Resource, "address" | "mode" | "type" | "name"> {
  /** Its address with each module by its source: equal for what two calls of one module declare. */
  readonly declaration: string;
  /** Where it was before a move. */
  readonly previousAddress: string | undefined;
  readonly actions: readonly Action[];
  /** Why Terraform chose the actions, as in `replace_because_cannot_update`. */
  readonly reason: string | undefined;
  /** The leftover of a replacement that creates first. */
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
  /** The AWS region of its provider, where the plan says it. */
  readonly providerRegion: string | undefined;
}

export interface Plan {
  /** What there is now, as the refresh found it. */
  readonly before: Terraform;
  /** What there will be. */
  readonly after: Terraform;
  readonly changes: readonly ResourceChange[];
  /** What changed outside of Terraform, as the refresh found it. */
  readonly drift: readonly ResourceChange[];
  /** Every alias of an AWS provider in the root module, with its region. */
  readonly providers: ReadonlyMap<string, string>;
  /** Terraform stopped at an error: what it planned until then is not everything. */
  readonly errored: boolean;
  /** False if the plan leaves something for a next one: it was targeted, or has deferred changes. */
  readonly complete: boolean;
  /** Addresses of changes that a next plan has to make. */
  readonly deferred: readonly string[];
  /** The root module's outputs that change. */
  readonly outputs: readonly OutputChange[];
  /** Addresses of the actions that the apply invokes. */
  readonly invocations: readonly string[];
  /** Failing `check` blocks and conditions. */
  readonly failedChecks: readonly { readonly address: string; readonly messages: readonly string[] }[];
  /** The values of the root module's variables. */
  readonly variables: ReadonlyMap<string, Json>;
  /** Which resources depend on which: computed when it is asked for. */
  readonly dependencies: () => Dependencies;
  /** What the root module's sensitive variables and outputs hold, which must not be shown. */
  readonly sensitive: readonly Json[];
}

export interface OutputChange {
  readonly name: string;
  readonly actions: readonly Action[];
  /** It was sensitive, and is not any more. */
  readonly unhidden: boolean;
}

export function readRawPlan(plan: RawPlan): Plan {
  const scope = rootScope(plan);
  const { provider, providers } = configuredProviders(plan);
  const known: Surroundings = { unknown: new Map(), provider };
  const prior = plan.prior_state?.values ?? {};
  const before = readModule(prior.root_module ?? {}, scope, known);
  const unknown = new Map(
    (plan.resource_changes ?? [])
      .filter(({ deposed }) => deposed === undefined)
      .map(({ address, change }) => [address, change.after_unknown ?? false]),
  );
  const planned = readModule(plan.planned_values.root_module ?? {}, scope, { unknown, provider });
  // What a data source has read already stands in the prior state alone.
  const after = [...before.filter(({ mode }) => mode === "data"), ...planned];
  return {
    before: { kind: "plan", resources: byAddress(before), outputs: outputs(prior) },
    after: {
      kind: "plan",
      resources: byAddress(after),
      outputs: outputs(plan.planned_values, (name) => {
        return unknownFrom(followReferences(scope.module.outputs?.[name]?.expression ?? null, scope));
      }),
    },
    changes: (plan.resource_changes ?? []).map((change) => readChange(change, plan, provider)),
    drift: (plan.resource_drift ?? []).map((change) => readChange(change, plan, provider)),
    providers,
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

export function byAddress(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  return new Map(resources.map((resource) => [resource.address, resource]));
}

/** @param missing - what an output is that the plan does not know yet */
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

function configuredProviders(plan: RawPlan): {
  provider: Surroundings["provider"];
  providers: ReadonlyMap<string, string>;
} {
  const configured = new Map(
    Object.entries(plan.configuration?.provider_config ?? {}).map(
      ([key, { alias, expressions, module_address }]) => [
        key,
        {
          providerAlias: alias,
          region: constant(expressions?.["region"], plan, scopeAt(module_address ?? "", rootScope(plan))),
        },
      ],
    ),
  );
  return {
    provider: (key) => configured.get(key ?? "") ?? { providerAlias: undefined, region: undefined },
    providers: new Map(
      [...configured].flatMap(([key, { providerAlias, region }]): [string, string][] =>
        /^aws(\.|$)/.test(key) && providerAlias !== undefined && region !== undefined
          ? [[providerAlias, region]]
          : [],
      ),
    ),
  };
}

/** A provider's argument: written out, or a variable's value, which a module has from its caller. */
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
  provider: Surroundings["provider"],
): ResourceChange {
  const { address, mode, type, name } = resource;
  const none: JsonObject = {};
  return {
    address,
    mode,
    type,
    name,
    declaration: declarationOf(address, plan),
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
    providerRegion: provider(declaredAt(resource, plan)?.provider_config_key).region,
  };
}
