import { remembered } from "./group";
import { isList, isObject, type Json } from "./json";
import type { ConfigurationModule, ConfigurationResource, ModuleCall, RawPlan } from "./plan-schema";
import { toReference } from "./template";
import type { Reference } from "./value";

/** References that name no resource, variable or module: values of the instance or of Terraform itself. */
const AMBIENT = /^(each|count|self|path|terraform)\./;

/** One instance of a module, and its call. */
export interface ModuleScope {
  /** The prefix of its addresses: empty for the root, else `module.edge["a"].` */
  readonly prefix: string;
  /** The prefix with each module's source instead of its name, which is equal for all calls of one module. */
  readonly declaration: string;
  readonly module: ConfigurationModule;
  readonly caller: { readonly scope: ModuleScope; readonly call: ModuleCall } | undefined;
}

export function rootScope(plan: RawPlan): ModuleScope {
  return { prefix: "", declaration: "", module: plan.configuration?.root_module ?? {}, caller: undefined };
}

/** The scope of a child module's instance, by its address. */
export function childScope(scope: ModuleScope, address: string): ModuleScope {
  const [, name = "", key = ""] = /^module\.([\w-]+)(.*)$/.exec(address.slice(scope.prefix.length)) ?? [];
  const call = scope.module.module_calls?.[name] ?? {};
  return {
    prefix: `${address}.`,
    declaration: `${scope.declaration}module.(${call.source ?? name})${key}.`,
    module: call.module ?? {},
    caller: { scope, call },
  };
}

const MODULE = /^module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?(?=\.)/;

/** Returns the scope of the module that contains a resource, by the resource's address. */
export function scopeOf(address: string, plan: RawPlan): ModuleScope {
  let scope = rootScope(plan);
  for (;;) {
    const [module] = MODULE.exec(address.slice(scope.prefix.length)) ?? [];
    if (module === undefined) {
      return scope;
    }
    scope = childScope(scope, scope.prefix + module);
  }
}

/** Returns the block that declares a resource, whether or not the plan contains its values. */
export function configurationOf(
  scope: ModuleScope,
  resource: Pick<ConfigurationResource, "mode" | "type" | "name">,
): ConfigurationResource | undefined {
  const declared = () => new Map(scope.module.resources?.map((one) => [keyOf(one), one]));
  return remembered(byDeclaration, scope.module, declared).get(keyOf(resource));
}

const byDeclaration = new WeakMap<ConfigurationModule, ReadonlyMap<string, ConfigurationResource>>();

function keyOf({ mode, type, name }: Pick<ConfigurationResource, "mode" | "type" | "name">): string {
  return `${mode}.${type}.${name}`;
}

/**
 * Returns the references of an expression in a plan's configuration, as addresses in the whole plan. Follows a module's
 * variables to its caller, and its outputs into the module. The plan states neither the references of a local value nor
 * what an expression does with its references.
 *
 * @param instanceKey - `["a"]` or `[0]`: the `each.key` or `count.index` of the expression's instance
 * @param each - the expression that contains `each.value`
 * @see https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
 */
export function followReferences(
  expression: Json,
  scope: ModuleScope,
  instanceKey = "",
  each: Json = null,
): readonly Reference[] {
  const found = follow(expression, scope, instanceKey, new Set());
  const byEach = referenceTexts(expression).some((text) => /^each\.value(\.|\[|$)/.test(text));
  return byEach && each !== null
    ? [
        ...found.filter(({ address }) => !/(^|\.)each\.value$/.test(address)),
        ...follow(each, scope, "", new Set()),
      ]
    : found;
}

/** @param seen - the visited references, because a manipulated plan may contain cycles */
function follow(
  expression: Json,
  scope: ModuleScope,
  instanceKey: string,
  seen: Set<string>,
): readonly Reference[] {
  const texts = referenceTexts(expression);
  // The plan does not state the references of an instance's own value; another reference may.
  const known = texts.filter((text) => !AMBIENT.test(text));
  const byInstance = texts.some((text) => text === "each.key" || text === "count.index");
  return mostSpecific(known.length > 0 ? known : texts).flatMap((text) => {
    const visit = `${scope.prefix}${text}`;
    if (seen.has(visit)) {
      return [];
    }
    seen.add(visit);
    return followOne(text, scope, byInstance ? instanceKey : "", seen);
  });
}

function followOne(
  text: string,
  scope: ModuleScope,
  instanceKey: string,
  seen: Set<string>,
): readonly Reference[] {
  const to = AMBIENT.test(text) && !text.startsWith("each.value") ? undefined : toReference(text);
  if (to === undefined) {
    return [];
  }
  const [, variable] = /^var\.(.+)$/.exec(to.address) ?? [];
  if (variable !== undefined && scope.caller !== undefined) {
    const { call, scope: calling } = scope.caller;
    return follow(call.expressions?.[variable] ?? null, calling, "", seen);
  }
  const [, moduleAddress, output] = /^(module\.[\w-]+(?:\[.*\])?)\.([\w-]+)$/.exec(to.address) ?? [];
  if (moduleAddress !== undefined && output !== undefined) {
    const inner = childScope(scope, `${scope.prefix}${moduleAddress}`);
    return follow(inner.module.outputs?.[output]?.expression ?? null, inner, "", seen);
  }
  // `aws_lb.web[each.key].dns_name` is written down as `aws_lb.web` and `each.key`.
  const address = to.path === "" && !to.address.endsWith("]") ? to.address + instanceKey : to.address;
  return [{ address: scope.prefix + address, path: to.path }];
}

/** Returns the references of an expression, or of all expressions in a block, as written in the plan. */
export function referenceTexts(expression: Json): readonly string[] {
  if (isList(expression)) {
    return expression.flatMap(referenceTexts);
  }
  if (!isObject(expression)) {
    return [];
  }
  const { references } = expression;
  if (isList(references)) {
    return references.filter((text) => typeof text === "string");
  }
  return Object.values(expression).flatMap(referenceTexts);
}

/** A plan lists the one reference `a.b.id` as `a.b.id` and `a.b`. */
function mostSpecific(texts: readonly string[]): readonly string[] {
  return texts.filter(
    (text) => !texts.some((other) => other.startsWith(`${text}.`) || other.startsWith(`${text}[`)),
  );
}
