import { isObject, type Json, parseJson, type Resource, Unresolved } from "../terraform";
import { covers, normalName } from "./dns-names";
import type { Zone } from "./zone";

const DOMAINS = /^aws_api_gateway(v2)?_domain_name$/;
const MAPPINGS = /^aws_api_gateway(_base_path|v2_api)_mapping$/;
const APIS = /^aws_api_gateway(_rest|v2)_api$/;

/** Returns the resource if it is a custom domain of API Gateway. */
export function domainOf(resource: Resource | undefined): Resource | undefined {
  return resource !== undefined && DOMAINS.test(resource.type) ? resource : undefined;
}

/**
 * Returns the mappings of a custom domain; undefined if the document has no API at all, whose mappings another document
 * must have.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
 */
export function mappingsOf({ document }: Zone, domain: Resource): readonly Resource[] | undefined {
  const { terraform, index } = document;
  const resources = [...terraform.resources.values()];
  const name = domain.attributes.text("domain_name");
  const region = index.regionOf(domain);
  const mappings = resources.filter(({ type }) => MAPPINGS.test(type));
  const own = mappings.filter((mapping) => {
    const of = mapping.attributes.text("domain_name");
    const there = index.regionOf(mapping);
    return of instanceof Unresolved
      ? index.origin(of)?.address === domain.address
      : of === name && (there === undefined || region === undefined || there === region);
  });
  return mappings.length > 0 || resources.some(({ type }) => APIS.test(type)) ? own : undefined;
}

/** Explains why API Gateway answers 403 to requests for a host at a custom domain; undefined if it doesn't. */
export function whyForbidden({ address, attributes }: Resource, host: string): string | undefined {
  const name = normalName(attributes.knownText("domain_name") ?? host);
  return covers(name, host) ? undefined : `${address} is for ${name} and answers 403 for ${host}`;
}

/** Explains why a GET request without credentials fails at a custom domain, by the API's OpenAPI document. */
export function whyNoPath(zone: Zone, domain: Resource, path: string): string | undefined {
  const asked = segments(path.replace(/[?#].*/, ""));
  const mapped = (mappingsOf(zone, domain) ?? []).map((mapping) => {
    const { attributes } = mapping;
    const base = attributes.knownText("base_path") ?? attributes.knownText("api_mapping_key") ?? "";
    return { mapping, base: segments(base) };
  });
  const [best] = mapped
    .filter(({ base }) => base.every((segment, at) => segment === asked[at]))
    .sort((a, b) => b.base.length - a.base.length);
  if (best === undefined) {
    return mapped.length === 0 ? undefined : `no mapping of ${domain.address} has the path ${path}`;
  }
  const { attributes } = best.mapping;
  const rest = asked.slice(best.base.length);
  if (domain.attributes.block("mutual_tls_authentication") !== undefined) {
    return `${domain.address} requires a client certificate, which health checkers do not have`;
  }
  if (best.mapping.type === "aws_api_gateway_base_path_mapping" && !attributes.text("stage_name")) {
    return `${best.mapping.address} has no stage_name: the first part of ${path} would have to be a stage`;
  }
  const api = apiOf(zone, best.mapping);
  const document = parsed(api?.attributes.text("body"));
  const paths = document?.["paths"];
  if (api === undefined || !isObject(paths)) {
    return undefined;
  }
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
    ? `${api.address} requires credentials for GET ${path}`
    : undefined;
}

function apiOf({ document: { terraform, index } }: Zone, mapping: Resource): Resource | undefined {
  const id = mapping.attributes.text("api_id");
  const from = index.origin(id);
  // A mapping may take the API's id from the stage.
  const isStage = from?.type === "aws_api_gateway_stage";
  const origin = isStage ? index.origin(from.attributes.text("rest_api_id")) : from;
  const isApi = ({ type, attributes }: Resource) => APIS.test(type) && attributes.knownText("id") === id;
  return origin ?? [...terraform.resources.values()].find(isApi);
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
    template.every((segment, at) => segment.startsWith("{") || segment === path[at])
  );
}
