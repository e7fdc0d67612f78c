import { ofType, type Resource, type Terraform, Unresolved } from "../../terraform";
import { type ApiBody, readApiBody } from "./api-body";
import type { KnownValues } from "./known-values";
import { regionOf, StackError } from "./stack-error";
import { readWebAcl, type WebAclModel } from "./web-acls";

/** A stage's settings for a method. */
export interface MethodSettings {
  /** `*​/*` for every method; `v1/latest/GET` for one. */
  readonly path: string;
  /** Undefined: only the account's limit applies. */
  readonly throttling: { readonly requestsPerSecond: number; readonly burst: number } | undefined;
  /** Undefined: not cached. */
  readonly cacheSeconds: number | undefined;
}

/** A custom domain name that leads to an API's stage. */
export interface DomainModel {
  /** The address of the domain name's resource, which alias records point to. */
  readonly address: string;
  readonly name: string;
  /** Without slashes around it; empty for the whole domain. */
  readonly basePath: string;
}

/** A REST API and its stage. */
export interface RestApiModel {
  readonly address: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly body: ApiBody;
  readonly stageName: string;
  readonly methodSettings: readonly MethodSettings[];
  readonly executeApiDisabled: boolean;
  /** Undefined: nothing is compressed. */
  readonly minimumCompressionBytes: number | undefined;
  readonly binaryMediaTypes: readonly string[];
  readonly domains: readonly DomainModel[];
  /** Undefined: the stage has no web ACL. */
  readonly webAcl: WebAclModel | undefined;
}

export function readRestApis(terraform: Terraform, values: KnownValues): RestApiModel[] {
  return ofType(terraform, "aws_api_gateway_rest_api").map((api) => {
    const { address, attributes } = api;
    const region = regionOf(api);
    const belongs = (attribute: string) => (resource: Resource) =>
      refersTo(resource, attribute, address, terraform);
    const [stage, ...others] = ofType(terraform, "aws_api_gateway_stage").filter(belongs("rest_api_id"));
    if (stage === undefined || others.length > 0) {
      throw new StackError(
        `${address}: it has ${others.length === 0 ? "no stage" : "several stages"}; expected one`,
      );
    }
    const cached = stage.attributes.flag("cache_cluster_enabled") === true;
    const compression = attributes.get("minimum_compression_size");
    const minimum =
      compression === undefined || compression === ""
        ? -1
        : Number(values.text(compression, `${address}: minimum_compression_size`));
    return {
      address,
      region,
      id: values.text(new Unresolved([idOf(address)]), address),
      name: values.text(attributes.get("name"), `${address}: name`),
      body: readApiBody(values.text(attributes.get("body"), `${address}: body`), `${address}: body`),
      stageName: values.text(stage.attributes.get("stage_name"), `${stage.address}: stage_name`),
      methodSettings: ofType(terraform, "aws_api_gateway_method_settings")
        .filter(belongs("rest_api_id"))
        .map((resource) => readMethodSettings(resource, cached, values)),
      executeApiDisabled: attributes.flag("disable_execute_api_endpoint") === true,
      minimumCompressionBytes: minimum < 0 ? undefined : minimum,
      binaryMediaTypes: attributes.texts("binary_media_types"),
      domains: ofType(terraform, "aws_api_gateway_base_path_mapping")
        .filter(belongs("api_id"))
        .map((mapping) => readDomain(mapping, terraform)),
      webAcl: readWebAcl(stage, terraform, values),
    };
  });
}

function idOf(address: string) {
  return { text: `${address}.id`, references: [{ address, path: "id" }] };
}

function readMethodSettings(resource: Resource, cached: boolean, values: KnownValues): MethodSettings {
  const { address, attributes } = resource;
  const number = (attribute: string, fallback: number) =>
    values.number(resource, `settings[0].${attribute}`, fallback);
  // -1 stands for "not limited".
  const requestsPerSecond = number("throttling_rate_limit", -1);
  const burst = number("throttling_burst_limit", -1);
  return {
    path: values
      .text(attributes.get("method_path"), `${address}: method_path`)
      .replaceAll("~1", "/")
      .replace(/^\//, ""),
    throttling: requestsPerSecond < 0 || burst < 0 ? undefined : { requestsPerSecond, burst },
    cacheSeconds:
      cached && attributes.flag("settings[0].caching_enabled") === true
        ? number("cache_ttl_in_seconds", 300)
        : undefined,
  };
}

function readDomain(mapping: Resource, terraform: Terraform): DomainModel {
  const name = mapping.attributes.knownText("domain_name");
  const domain = ofType(terraform, "aws_api_gateway_domain_name").find(
    ({ region, attributes }) => region === mapping.region && attributes.knownText("domain_name") === name,
  );
  if (name === undefined || domain === undefined) {
    throw new StackError(
      `${mapping.address}: domain_name: no aws_api_gateway_domain_name of its region has it`,
    );
  }
  const basePath = mapping.attributes.knownText("base_path") ?? "";
  return {
    address: domain.address,
    name: name.toLowerCase(),
    basePath: basePath === "(none)" ? "" : basePath.replaceAll(/^\/|\/$/g, ""),
  };
}

/** Returns whether an attribute is the id of a resource, directly or through other resources. */
function refersTo(resource: Resource, attribute: string, address: string, terraform: Terraform): boolean {
  const value = resource.attributes.get(attribute);
  const to = value instanceof Unresolved ? value.reference : undefined;
  return to?.address === address && terraform.resources.has(to.address);
}
