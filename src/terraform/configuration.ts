import { Attributes } from "./attributes";
import { isList, isObject, type Json, type JsonObject } from "./json";
import { Resolver } from "./resolver";
import type { Resource, Terraform } from "./resource";
import { readTemplate } from "./template";
import type { Value, ValueObject } from "./value";

/** What steers a resource, and is no attribute of it. */
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
  const regions = providerRegions(document);
  const raw = [
    ...resourceBodies(document["resource"], "managed", regions),
    ...resourceBodies(document["data"], "data", regions),
  ];
  const resolver = new Resolver(
    new Map(raw.map(({ address, attributes }) => [address, attributes.values])),
    new Map([
      ...named(document["locals"]).flatMap((locals) =>
        Object.entries(locals).map(([name, json]): [string, Value] => [`local.${name}`, toValue(json)]),
      ),
      ...labelled(document["variable"]).flatMap(([name, body]): [string, Value][] =>
        body["default"] === undefined ? [] : [[`var.${name}`, toValue(body["default"])]],
      ),
    ]),
  );
  return {
    kind: "configuration",
    resources: new Map(
      raw.map((resource) => [
        resource.address,
        { ...resource, attributes: new Attributes(resolver.resolveObject(resource.attributes.values)) },
      ]),
    ),
    outputs: new Map(
      labelled(document["output"]).map(([name, body]) => [
        name,
        resolver.resolve(toValue(body["value"] ?? null)),
      ]),
    ),
  };
}

function resourceBodies(
  json: Json | undefined,
  mode: Resource["mode"],
  regions: ReadonlyMap<string, string>,
): readonly Resource[] {
  return labelled(json).flatMap(([type, names]) =>
    labelled(names).map(([name, body]) => {
      const provider = typeof body["provider"] === "string" ? body["provider"] : (type.split("_")[0] ?? type);
      return {
        address: `${mode === "data" ? "data." : ""}${type}.${name}`,
        mode,
        type,
        name,
        providerAlias: provider.split(".")[1],
        region: regions.get(provider),
        repeated: body["count"] !== undefined || body["for_each"] !== undefined,
        assigned: new Set(Object.keys(body).filter((attribute) => !META_ARGUMENTS.has(attribute))),
        attributes: new Attributes(
          toObject(Object.entries(body).filter(([attribute]) => !META_ARGUMENTS.has(attribute))),
        ),
      };
    }),
  );
}

/** `aws` or `aws.<alias>` to the region that the provider's block states. */
function providerRegions(document: JsonObject): ReadonlyMap<string, string> {
  const regions = new Map<string, string>();
  for (const providers of named(document["provider"])) {
    for (const [name, blocks] of Object.entries(providers)) {
      for (const { alias, region } of named(blocks)) {
        if (typeof region === "string") {
          regions.set(typeof alias === "string" ? `${name}.${alias}` : name, region);
        }
      }
    }
  }
  return regions;
}

/** A block, or a list of blocks. */
function named(json: Json | undefined): readonly JsonObject[] {
  return (isList(json) ? json : [json]).filter((block) => isObject(block));
}

/** Label and body of each labelled block. */
function labelled(json: Json | undefined): readonly (readonly [string, JsonObject])[] {
  return named(json).flatMap((blocks) =>
    Object.entries(blocks).flatMap(([label, bodies]) =>
      label === "//" ? [] : named(bodies).map((body): [string, JsonObject] => [label, body]),
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
