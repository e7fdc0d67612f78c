import { Attributes } from "./attributes";
import { instancesOf } from "./expand";
import { remembered } from "./group";
import { isList, isObject, type Json, type JsonObject } from "./json";
import { Resolver } from "./resolver";
import { byAddress, type Resource, type Terraform } from "./resource";
import { readTemplate } from "./template";
import type { Value, ValueObject } from "./value";

/** Keys of a resource block that are not attributes of the resource. */
const META_ARGUMENTS = new Set([
  "//",
  "connection",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
]);

/**
 * Reads a configuration in Terraform's JSON syntax, as `cdktf synth` writes it. References to what the
 * configuration states itself (variables' defaults, local values, other resources' attributes) are replaced by it;
 * the others stay {@link Unresolved}.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function readConfiguration(document: JsonObject): Terraform {
  const names = namedValues(document);
  const bodies = [
    ...resourceBodies(document["resource"], ""),
    ...resourceBodies(document["data"], "data."),
  ].flatMap((one) =>
    instancesOf(one.body, names, toValue).map(({ key, body, repeated }) => ({
      ...one,
      address: one.address + key,
      body,
      repeated,
    })),
  );
  const stated = statedAttributes(bodies);
  const resolver = new Resolver(stated, names);
  const regions = providerRegions(document, resolver);
  return {
    resources: byAddress(
      bodies.map(({ body, ...resource }) => {
        const { provider } = body;
        return {
          ...resource,
          region: regions.get(typeof provider === "string" ? provider : resource.type.replace(/_.*/, "")),
          assigned: new Set(Object.keys(body).filter((key) => !META_ARGUMENTS.has(key))),
          attributes: new Attributes(() => resolver.resolveObject(stated.get(resource.address) ?? {})),
        };
      }),
    ),
    modules: labeled(document["module"]).map(([name]) => `module.${name}`),
    outputs: new Map(
      labeled(document["output"]).map(([name, body]) => [
        name,
        resolver.resolve(toValue(body["value"] ?? null)),
      ]),
    ),
  };
}

/** The configured attributes of resources, by address. Each body is read once, when it is first needed. */
function statedAttributes(bodies: readonly Body[]): Pick<ReadonlyMap<string, ValueObject>, "get"> {
  const byAddress = new Map(bodies.map(({ address, body }) => [address, body]));
  const known = new Map<string, ValueObject>();
  const read = (body: JsonObject) =>
    toObject(Object.entries(body).filter(([key]) => !META_ARGUMENTS.has(key)));
  return {
    get(address) {
      const body = byAddress.get(address);
      return body && remembered(known, address, () => read(body));
    },
  };
}

interface Body extends Pick<Resource, "address" | "mode" | "type" | "name"> {
  readonly body: JsonObject;
}

function resourceBodies(json: Json | undefined, prefix: "" | "data."): readonly Body[] {
  return labeled(json).flatMap(([type, names]) =>
    labeled(names).map(([name, body]) => ({
      address: `${prefix}${type}.${name}`,
      mode: prefix === "" ? "managed" : "data",
      type,
      name,
      body,
    })),
  );
}

/** Variables' defaults and local values, by address. */
function namedValues(document: JsonObject): Map<string, Value> {
  const locals = blocks(document["locals"]).flatMap((block) => Object.entries(block));
  const variables = labeled(document["variable"]);
  return new Map([
    ...locals.map(([name, json]): [string, Value] => [`local.${name}`, toValue(json)]),
    ...variables.flatMap(([name, { default: json }]): [string, Value][] =>
      json === undefined ? [] : [[`var.${name}`, toValue(json)]],
    ),
  ]);
}

/** The region in the block of each provider, by `aws` or `aws.<alias>`. */
function providerRegions(document: JsonObject, resolver: Resolver): ReadonlyMap<string, string> {
  const regions = new Map<string, string>();
  for (const [name, { alias, region }] of labeled(document["provider"])) {
    const resolved = resolver.resolve(toValue(region ?? null));
    if (typeof resolved === "string") {
      regions.set(typeof alias === "string" ? `${name}.${alias}` : name, resolved);
    }
  }
  return regions;
}

/** A block, or a list of blocks. */
function blocks(json: Json | undefined): readonly JsonObject[] {
  return (isList(json) ? json : [json]).filter((block) => isObject(block));
}

/** Label and body of each labeled block. */
function labeled(json: Json | undefined): readonly (readonly [string, JsonObject])[] {
  return blocks(json).flatMap((block) =>
    Object.entries(block).flatMap(([label, bodies]) =>
      label === "//" ? [] : blocks(bodies).map((body): [string, JsonObject] => [label, body]),
    ),
  );
}

function toValue(json: Json): Value {
  if (typeof json === "string") {
    return readTemplate(json);
  }
  if (isList(json)) {
    return json.map(toValue);
  }
  return isObject(json) ? toObject(Object.entries(json)) : json;
}

function toObject(entries: readonly (readonly [string, Json])[]): ValueObject {
  return Object.fromEntries(entries.map(([key, json]) => [key, toValue(json)]));
}
