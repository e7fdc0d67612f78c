import { segmentsOf, whyNoGet } from "../aws";
import { type Resource, Unresolved } from "../terraform";
import { whyKeptOut } from "./checker-access";
import { covers, normalName } from "./dns-names";
import type { Zone } from "./zone";

const DOMAINS = /^aws_api_gateway(v2)?_domain_name$/;
const MAPPINGS = ["aws_api_gateway_base_path_mapping", "aws_apigatewayv2_api_mapping"];
const APIS = ["aws_api_gateway_rest_api", "aws_apigatewayv2_api"];

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
export function mappingsOf({ document: { index } }: Zone, domain: Resource): readonly Resource[] | undefined {
  const region = index.regionOf(domain);
  const mappings = index.ofType(...MAPPINGS);
  const own = mappings.filter((mapping) => {
    const of = mapping.attributes.text("domain_name");
    const there = of instanceof Unresolved ? region : (index.regionOf(mapping) ?? region);
    return index.isOf(of, domain, "domain_name") && (region === undefined || there === region);
  });
  return mappings.length > 0 || index.ofType(...APIS).length > 0 ? own : undefined;
}

/** Explains why API Gateway answers 403 to requests for a host at a custom domain; undefined if it doesn't. */
export function whyForbidden({ address, attributes }: Resource, host: string): string | undefined {
  const name = normalName(attributes.knownText("domain_name") ?? host);
  return covers(name, host) ? undefined : `${address} is for ${name} and answers 403 for ${host}`;
}

/** Explains why a GET request without credentials fails at a custom domain, by its mappings and the API's document. */
export function whyNoPath(zone: Zone, domain: Resource, path: string): string | undefined {
  const asked = segmentsOf(path);
  const mapped = (mappingsOf(zone, domain) ?? []).map((mapping) => {
    const { attributes } = mapping;
    const base = attributes.knownText("base_path") ?? attributes.knownText("api_mapping_key") ?? "";
    return { mapping, base: segmentsOf(base.replace("(none)", "")) };
  });
  const [best] = mapped
    .filter(({ base }) => base.every((segment, at) => segment === asked[at]))
    .sort((a, b) => b.base.length - a.base.length);
  if (best === undefined) {
    return mapped.length === 0 ? undefined : `no mapping of ${domain.address} has the path ${path}`;
  }
  const { address, type, attributes } = best.mapping;
  if (domain.attributes.block("mutual_tls_authentication") !== undefined) {
    return `${domain.address} requires a client certificate, which health checkers do not have`;
  }
  if (type === "aws_api_gateway_base_path_mapping" && !attributes.text("stage_name")) {
    return `${address} has no stage_name: the first part of ${path} would have to be a stage`;
  }
  const api = apiOf(zone, best.mapping);
  const hidden = [domain, api].find((one) =>
    one?.attributes.block("endpoint_configuration")?.texts("types").includes("PRIVATE"),
  );
  if (hidden !== undefined) {
    return `${hidden.address} is private, and health checkers are on the internet`;
  }
  const keptOut = whyClosed(zone, api);
  if (keptOut !== undefined) {
    return keptOut;
  }
  const body = api?.attributes.text("body")?.toString() ?? "";
  const why = whyNoGet(body, asked.slice(best.base.length));
  return why && `${api?.address} ${why} GET ${path}`;
}

/** Explains why an API's resource policy keeps health checkers out. */
function whyClosed({ document: { index } }: Zone, api: Resource | undefined): string | undefined {
  const policies = index
    .ofType("aws_api_gateway_rest_api_policy")
    .filter((one) => api !== undefined && index.isOf(one.attributes.text("rest_api_id"), api, "id"));
  return [...policies, ...(api === undefined ? [] : [api])]
    .filter(({ attributes }) => attributes.text("policy"))
    .map((policy) => whyKeptOut(policy, "execute-api:Invoke", true))
    .find(Boolean);
}

function apiOf({ document: { index } }: Zone, mapping: Resource): Resource | undefined {
  const id = mapping.attributes.text("api_id");
  const from = index.origin(id);
  // A mapping may take the API's id from the stage.
  const isStage = from?.type === "aws_api_gateway_stage";
  return isStage
    ? index.origin(from.attributes.text("rest_api_id"))
    : (from ?? index.ofType(...APIS).find((one) => index.isOf(id, one, "id")));
}
