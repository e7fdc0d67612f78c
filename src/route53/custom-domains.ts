import { segmentsOf, whyNoGet } from "../aws";
import { jsonIn, type Resource, Unresolved } from "../terraform";
import { whyKeptOut } from "./checker-access";
import { covers, normalName } from "./dns-names";
import type { ResourceIndex } from "./resource-index";

const DOMAINS = /^aws_api_gateway(v2)?_domain_name$/;
const MAPPINGS = ["aws_api_gateway_base_path_mapping", "aws_apigatewayv2_api_mapping"];
const APIS = ["aws_api_gateway_rest_api", "aws_apigatewayv2_api"];

/** Returns the resource if it is a custom domain of API Gateway. */
export function domainOf(resource: Resource | undefined): Resource | undefined {
  return resource !== undefined && DOMAINS.test(resource.type) ? resource : undefined;
}

/**
 * Returns the mappings of a custom domain; undefined if the document has no API and no mapping, because another document
 * must contain them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
 */
function mappingsOf(index: ResourceIndex, domain: Resource): readonly Resource[] | undefined {
  const region = index.regionOf(domain);
  const own = index.naming(domain, "domain_name", "domain_name", ...MAPPINGS).filter((mapping) => {
    // A name by value may also be that of another region's domain. A state does not say where a mapping is.
    const isReference = mapping.attributes.text("domain_name") instanceof Unresolved;
    const there = [mapping, apiOf(index, mapping)].map((one) => one && index.regionOf(one)).find(Boolean);
    return isReference || region === undefined || (there ?? region) === region;
  });
  return index.ofType(...MAPPINGS, ...APIS).length > 0 ? own : undefined;
}

/** Explains why API Gateway answers 403 to requests for a host at a custom domain; undefined if it doesn't. */
export function whyForbidden({ address, attributes }: Resource, host: string): string | undefined {
  const name = normalName(attributes.knownText("domain_name") ?? host);
  return covers(name, host) ? undefined : `${address} is for ${name} and answers 403 for ${host}`;
}

/** Explains why a GET request without credentials fails at a custom domain, by its mappings and the API's document. */
export function whyNoPath(index: ResourceIndex, domain: Resource, path: string): string | undefined {
  const asked = segmentsOf(path);
  const mappings = mappingsOf(index, domain) ?? [];
  const [best] = mappings
    .map((mapping) => {
      const { attributes } = mapping;
      const base = attributes.knownText("base_path") ?? attributes.knownText("api_mapping_key") ?? "";
      return { mapping, base: segmentsOf(base.replace("(none)", "")) };
    })
    .filter(({ base }) => base.every((segment, at) => segment === asked[at]))
    .sort((a, b) => b.base.length - a.base.length);
  if (best === undefined) {
    return mappings.length === 0 ? undefined : `no mapping of ${domain.address} has the path ${path}`;
  }
  const { address, type, attributes } = best.mapping;
  if (domain.attributes.block("mutual_tls_authentication") !== undefined) {
    return `${domain.address} requires a client certificate, which health checkers do not have`;
  }
  if (type === "aws_api_gateway_base_path_mapping" && !attributes.text("stage_name")) {
    return `${address} has no stage_name: the first part of ${path} would have to be a stage`;
  }
  const api = apiOf(index, best.mapping);
  const hidden = [domain, api].find((one) =>
    one?.attributes.block("endpoint_configuration")?.texts("types").includes("PRIVATE"),
  );
  if (hidden !== undefined) {
    return `${hidden.address} is private, and health checkers are on the internet`;
  }
  const policies =
    api && index.naming(api, "id", "rest_api_id", "aws_api_gateway_rest_api_policy").concat(api);
  const why = whyNoGet(jsonIn(String(api?.attributes.text("body"))), asked.slice(best.base.length));
  return (
    policies?.map((policy) => whyKeptOut(policy, "execute-api:Invoke", true)).find(Boolean) ??
    (why && `${api?.address} ${why} GET ${path}`)
  );
}

/** Explains why a custom domain reaches no API: it has no mapping, or one that names an API of another region. */
export function whyNoApi(index: ResourceIndex, domain: Resource): string | undefined {
  const mappings = mappingsOf(index, domain);
  const region = index.regionOf(domain);
  for (const mapping of mappings ?? []) {
    const api = apiOf(index, mapping);
    const there = api && index.regionOf(api);
    if (region !== undefined && there !== undefined && region !== there) {
      return `${mapping.address} names ${api?.address}, which is in ${there}, not in ${region}`;
    }
  }
  return mappings?.length === 0 ? `${domain.address} is mapped to no API and answers 403` : undefined;
}

/** Returns the API of a mapping, which may take the API's id from its stage. */
function apiOf(index: ResourceIndex, { attributes }: Resource): Resource | undefined {
  const from = index.find(attributes.text("api_id"), "id", ...APIS);
  const isStage = from?.type === "aws_api_gateway_stage";
  return isStage ? index.origin(from.attributes.text("rest_api_id")) : from;
}
