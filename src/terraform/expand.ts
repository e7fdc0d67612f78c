import { isList, isObject, type Json, type JsonObject } from "./json";
import { Resolver } from "./resolver";
import { isValueList, isValueObject, type Value } from "./value";

/** One instance of a resource. */
export interface Instance {
  /** `["a"]` or `[0]`; empty for a resource without `count` and `for_each`. */
  readonly key: string;
  readonly body: JsonObject;
  /** Whether only Terraform can determine the instances. */
  readonly repeated: boolean;
}

/** A number beyond this is a mistake or hostile. */
const MOST_INSTANCES = 1000;

/**
 * Expands `count`, `for_each` and dynamic blocks whose values the configuration itself states. What an instance calls
 * `each.value` becomes a name of its own in `names`.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
 */
export function instancesOf(
  body: JsonObject,
  names: Map<string, Value>,
  toValue: (json: Json) => Value,
): readonly Instance[] {
  const { count, for_each: forEach } = body;
  if (count === undefined && forEach === undefined) {
    return [{ key: "", body: withoutDynamic(body, names, toValue), repeated: false }];
  }
  const resolve = (json: Json = null) => new Resolver(new Map(), names).resolve(toValue(json));
  const times = resolve(count);
  const entries =
    typeof times === "number" && times <= MOST_INSTANCES
      ? Array.from({ length: times }, (_, index): Entry => [index, index])
      : entriesOf(resolve(forEach));
  return (
    entries?.map((entry) => {
      const filled = fill(fill(body, "each", entry, names), "count", entry, names);
      return {
        key: `[${JSON.stringify(entry[0])}]`,
        body: withoutDynamic(filled, names, toValue),
        repeated: false,
      };
    }) ?? [{ key: "", body, repeated: true }]
  );
}

/** What an instance calls `each.key` and `each.value`. */
type Entry = readonly [key: string | number, value: Value];

function entriesOf(value: Value): readonly Entry[] | undefined {
  if (isValueObject(value)) {
    return Object.entries(value);
  }
  return isValueList(value) && value.every((item) => typeof item === "string")
    ? value.map((item): Entry => [item, item])
    : undefined;
}

/** Expands the dynamic blocks whose `for_each` the configuration itself states. */
function withoutDynamic(
  { dynamic, ...body }: JsonObject,
  names: Map<string, Value>,
  toValue: (json: Json) => Value,
): JsonObject {
  const blocks = (isList(dynamic) ? dynamic : [dynamic ?? {}])
    .filter(isObject)
    .flatMap((block) => Object.entries(block));
  const written = blocks.map(([name, dynamics]): [string, Json] | undefined => {
    const [one] = isList(dynamics) ? dynamics : [dynamics];
    const resolver = new Resolver(new Map(), names);
    const over = isObject(one) ? resolver.resolve(toValue(one["for_each"] ?? [])) : undefined;
    const content = isObject(one) ? one["content"] : undefined;
    const entries: readonly Entry[] | undefined = isValueList(over)
      ? [...over.entries()]
      : isValueObject(over)
        ? Object.entries(over)
        : undefined;
    return entries === undefined || content === undefined
      ? undefined
      : [name, entries.map((entry) => fill(content, name, entry, names))];
  });
  return written.includes(undefined)
    ? { ...body, ...(dynamic === undefined ? {} : { dynamic }) }
    : { ...body, ...Object.fromEntries(written.filter((block) => block !== undefined)) };
}

/** Replaces `each.key`, `each.value` and `count.index` in every expression; in a dynamic block, those of its name. */
function fill<T extends Json>(json: T, name: string, [key, value]: Entry, names: Map<string, Value>): T {
  const own = `each.${names.size}`;
  names.set(own, value);
  // A quote within a string of JSON.
  const literal = JSON.stringify(JSON.stringify(key)).slice(1, -1);
  return JSON.parse(
    JSON.stringify(json)
      .replaceAll(new RegExp(`\\b${name}\\.(key|index)\\b`, "g"), () => literal)
      .replaceAll(new RegExp(`\\b${name}\\.value\\b`, "g"), own),
  );
}
