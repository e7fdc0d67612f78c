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
  const resolve = (json: Json) => new Resolver(new Map(), names).resolve(toValue(json));
  const times = count === undefined ? undefined : resolve(count);
  const entries =
    typeof times === "number" && times <= MOST_INSTANCES
      ? Array.from({ length: times }, (_, index): [string | number, Value] => [index, index])
      : forEach === undefined
        ? undefined
        : entriesOf(resolve(forEach));
  return (
    entries?.map(([key, value]) => {
      const filled = fill(body, names, { each: [key, value], "count.index": key });
      return {
        key: `[${JSON.stringify(key)}]`,
        body: withoutDynamic(filled, names, toValue),
        repeated: false,
      };
    }) ?? [{ key: "", body, repeated: true }]
  );
}

function entriesOf(value: Value): readonly [string | number, Value][] | undefined {
  if (isValueObject(value)) {
    return Object.entries(value);
  }
  return isValueList(value) && value.every((item) => typeof item === "string")
    ? value.map((item): [string, Value] => [item, item])
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
    const entries = isValueList(over)
      ? over.map((value, index): [number, Value] => [index, value])
      : isValueObject(over)
        ? Object.entries(over)
        : undefined;
    return entries === undefined || content === undefined
      ? undefined
      : [name, entries.map((entry) => fill(content, names, { [name]: entry }))];
  });
  return written.includes(undefined)
    ? { ...body, ...(dynamic === undefined ? {} : { dynamic }) }
    : { ...body, ...Object.fromEntries(written.filter((block) => block !== undefined)) };
}

/** Replaces `each.key`, `each.value` and the like in every expression. */
function fill<T extends Json>(
  json: T,
  names: Map<string, Value>,
  by: Readonly<Record<string, readonly [string | number, Value] | string | number>>,
): T {
  let text = JSON.stringify(json);
  for (const [name, entry] of Object.entries(by)) {
    // A quote within a string of JSON.
    const literal = (key: string | number) => JSON.stringify(JSON.stringify(key)).slice(1, -1);
    if (typeof entry !== "object") {
      text = text.replaceAll(new RegExp(`\\b${name.replace(".", "\\.")}\\b`, "g"), () => literal(entry));
    } else {
      const own = `each.${names.size}`;
      names.set(own, entry[1]);
      text = text
        .replaceAll(new RegExp(`\\b${name}\\.key\\b`, "g"), () => literal(entry[0]))
        .replaceAll(new RegExp(`\\b${name}\\.value\\b`, "g"), own);
    }
  }
  return JSON.parse(text);
}
