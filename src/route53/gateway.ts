import { isObject, type Json, parseJson, type Resource, Unresolved } from "../terraform";
import { isWithin, normalName } from "./names";
import type { Endpoint, Zone } from "./zone";

const DOMAINS = /^aws_api_gateway(v2)?_domain_name$/;
const MAPPINGS = /^aws_api_gateway(_base_path|v2_api)_mapping$/;
const APIS = /^aws_api_gateway(_rest|v2)_api$/;

/** The custom domain of API Gateway behind an endpoint. */
export function domainOf(zone: Zone, { id }: Endpoint): Resource | undefined {
  const resource = zone.document.terraform.resources.get(id);
  return resource !== undefined && DOMAINS.test(resource.type) ? resource : undefined;
}

/** `*.example.com` covers `api.example.com`, and no deeper name. */
export function covers(pattern: string, name: string): boolean {
  const [parent = ""] = pattern.startsWith("*.") ? [pattern.slice(2)] : [];
  return (
    pattern === name ||
    (parent !== "" && isWithin(name, parent) && !name.slice(0, -parent.length - 1).includes("."))
  );
}

/**
 * The mappings of a custom domain; undefined if the document has no API at all, whose mappings another one must have.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
 */
export function mappingsOf({ document }: Zone, domain: Resource): readonly Resource[] | undefined {
  const { terraform, directory } = document;
  const resources = [...terraform.resources.values()];
  const name = domain.attributes.text("domain_name");
  const region = directory.regionOf(domain);
  const mappings = resources.filter(({ type }) => MAPPINGS.test(type));
  const own = mappings.filter((mapping) => {
    const of = mapping.attributes.text("domain_name");
    const there = directory.regionOf(mapping);
    return of instanceof Unresolved
      ? directory.origin(of)?.address === domain.address
      : of === name && (there === undefined || region === undefined || there === region);
  });
  return mappings.length > 0 || resources.some(({ type }) => APIS.test(type)) ? own : undefined;
}

/** Why API Gateway answers 403 to requests that name a host at a custom domain; undefined if it doesn't. */
export function whyForbidden(domain: Resource, host: string): string | undefined {
  const name = domain.attributes.knownText("domain_name");
  return name === undefined || covers(normalName(name), host)
    ? undefined
    : `${domain.address} answers for ${normalName(name)} and with 403 for ${host}`;
}

/** Why a GET request without credentials to a path of a custom domain fails, by the API's document. */
export function whyNoPath(zone: Zone, domain: Resource, path: string): string | undefined {
  const asked = segments(path.replace(/[?#].*/, ""));
  const mapped = (mappingsOf(zone, domain) ?? []).map((mapping) => ({
    mapping,
    base: segments(
      mapping.attributes.knownText("base_path") ?? mapping.attributes.knownText("api_mapping_key") ?? "",
    ),
  }));
  const [best] = mapped
    .filter(({ base }) => base.every((segment, index) => segment === asked[index]))
    .sort((a, b) => b.base.length - a.base.length);
  if (best === undefined) {
    return mapped.length === 0 ? undefined : `no mapping of ${domain.address} has the path ${path}`;
  }
  const api = apiOf(zone, best.mapping);
  const document = parsed(api?.attributes.text("body"));
  const paths = document?.["paths"];
  if (api === undefined || !isObject(paths)) {
    return undefined;
  }
  const rest = asked.slice(best.base.length);
  const [item] = Object.entries(paths)
    .filter(([template]) => fits(segments(template), rest))
    .sort(([a], [b]) => a.split("{").length - b.split("{").length)
    .map(([, one]) => one);
  const operation = isObject(item) ? (item["get"] ?? item["x-amazon-apigateway-any-method"]) : undefined;
  if (!isObject(operation)) {
    return `${api.address} has no GET ${path}`;
  }
  const security = operation["security"] ?? document?.["security"];
  return Array.isArray(security) && security.length > 0
    ? `${api.address} wants credentials for GET ${path}`
    : undefined;
}

function apiOf({ document: { terraform, directory } }: Zone, mapping: Resource): Resource | undefined {
  const id = mapping.attributes.text("api_id");
  const from = directory.origin(id);
  // A mapping may take the API's id from the stage.
  const origin =
    from?.type === "aws_api_gateway_stage" ? directory.origin(from.attributes.text("rest_api_id")) : from;
  const known = [...terraform.resources.values()].filter(
    ({ type, attributes }) => APIS.test(type) && typeof id === "string" && attributes.text("id") === id,
  );
  return origin ?? known[0];
}

function parsed(body: string | Unresolved | undefined): Readonly<Record<string, Json>> | undefined {
  try {
    const document = parseJson(body?.toString() ?? "");
    return isObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function segments(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== "(none)");
}

function fits(template: readonly string[], path: readonly string[]): boolean {
  const isGreedy = template.at(-1)?.endsWith("+}") === true;
  return (
    (isGreedy ? template.length <= path.length : template.length === path.length) &&
    template.every((segment, index) => segment.startsWith("{") || segment === path[index])
  );
}
