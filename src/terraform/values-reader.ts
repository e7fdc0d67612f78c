import { Attributes } from "./attributes";
import { isList, isObject, type Json, type JsonObject } from "./json";
import { childScope, configurationOf, followReferences, type ModuleScope } from "./plan-configuration";
import type { ValuesModule, ValuesResource } from "./plan-schema";
import { type Resource, regionOfArn } from "./resource";
import { type Reference, reference, referenceText, Unresolved, type Value, type ValueObject } from "./value";

/** The information in a plan besides its values. */
export interface Surroundings {
  /** The values of a resource that are unknown until apply, by address, in the shape of `after_unknown`. */
  readonly unknown: ReadonlyMap<string, Json>;
  /** Returns the region of a provider, by its key in the configuration. */
  readonly regionOf: (provider: string | undefined) => string | undefined;
}

/** Returns every resource of a module, and of its child modules, in a state or in planned values. */
export function readModule(
  module: ValuesModule,
  scope: ModuleScope,
  surroundings: Surroundings,
): readonly Resource[] {
  return [
    ...(module.resources ?? []).map((resource) => readResource(resource, scope, surroundings)),
    ...(module.child_modules ?? []).flatMap((child) =>
      readModule(child, childScope(scope, child.address ?? ""), surroundings),
    ),
  ];
}

function readResource(resource: ValuesResource, scope: ModuleScope, surroundings: Surroundings): Resource {
  const { address, mode, type, name, index, values = {} } = resource;
  const configured = configurationOf(scope, resource);
  const { arn } = values;
  return {
    address,
    mode,
    type,
    name,
    region:
      surroundings.regionOf(configured?.provider_config_key) ??
      (typeof arn === "string" ? regionOfArn(arn) : undefined),
    repeated: false,
    assigned:
      configured === undefined
        ? undefined
        : new Set([
            ...Object.keys(configured.expressions ?? {}),
            ...(configured.provisioners === undefined ? [] : ["provisioner"]),
          ]),
    attributes: new Attributes(() =>
      readObject(values, surroundings.unknown.get(address) ?? false, {
        self: { address, path: "" },
        scope,
        instanceKey: index === undefined ? "" : `[${JSON.stringify(index)}]`,
        expression: configured?.expressions ?? null,
        each: configured?.for_each_expression ?? null,
      }),
    ),
  };
}

/** The place of a value, with its configuration. */
interface Position {
  readonly self: Reference;
  readonly scope: ModuleScope;
  readonly instanceKey: string;
  readonly expression: Json;
  /** The expression of `for_each`, which contains `each.value`. */
  readonly each: Json;
}

/** Planned values omit unknown values; `unknown` has the same shape and marks them. */
function readValue(value: Json | undefined, unknown: Json, at: Position): Value {
  if (unknown === true) {
    return readUnknown(at);
  }
  if (isList(value) || isList(unknown)) {
    const [items, unknowns] = [isList(value) ? value : [], isList(unknown) ? unknown : []];
    return Array.from({ length: Math.max(items.length, unknowns.length) }, (_, index) =>
      readValue(items[index], unknowns[index] ?? false, step(at, `[${index}]`, index)),
    );
  }
  if (isObject(value) || isObject(unknown)) {
    return readObject(isObject(value) ? value : {}, unknown, at);
  }
  return value ?? null;
}

function readObject(value: JsonObject, unknown: Json, at: Position): ValueObject {
  if (unknown === false) {
    return value;
  }
  const unknowns = isObject(unknown) ? unknown : {};
  return Object.fromEntries(
    [...new Set([...Object.keys(value), ...Object.keys(unknowns)])].map((key) => {
      const inner = unknowns[key] ?? false;
      return [key, inner === false ? (value[key] ?? null) : readValue(value[key], inner, step(at, key, key))];
    }),
  );
}

/** Returns the configured expression; an attribute without one comes from the resource itself. */
function readUnknown({ self, scope, instanceKey, expression, each }: Position): Unresolved {
  return expression === null
    ? reference(self)
    : unknownFrom(followReferences(expression, scope, instanceKey, each));
}

/** Returns a value that depends on these references in a way that the plan does not state. */
export function unknownFrom(references: readonly Reference[]): Unresolved {
  const text = references.map(referenceText).join(", ");
  return new Unresolved([{ text: text === "" ? "unknown" : text, references }]);
}

function step(at: Position, text: string, key: string | number): Position {
  const { path } = at.self;
  return {
    ...at,
    self: { ...at.self, path: path === "" || text.startsWith("[") ? path + text : `${path}.${text}` },
    expression: within(at.expression, key),
  };
}

/** Returns the expression of a part, or of the whole if the plan has no details about its parts. */
function within(expression: Json, key: string | number): Json {
  if (isList(expression) && typeof key === "number") {
    return expression[key] ?? null;
  }
  const isBlock = isObject(expression) && !isList(expression["references"]);
  return isBlock && typeof key === "string" ? (expression[key] ?? null) : expression;
}
