import { ofType, type Resource, reference, type Terraform } from "../../terraform";
import { type ApiBody, readApiBody } from "./api-body";
import type { KnownValues } from "./known-values";
import { regionOf, StackError } from "./stack-error";

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

/** A web ACL, and the document with the resources that its rules refer to. */
export interface WebAclModel {
  readonly acl: Resource;
  readonly terraform: Terraform;
  readonly values: KnownValues;
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
      resource.attributes.reference(attribute)?.address === address;
    const [stage, ...others] = ofType(terraform, "aws_api_gateway_stage").filter(belongs("rest_api_id"));
    if (stage === undefined || others.length > 0) {
      throw new StackError(
        `${address}: it has ${others.length === 0 ? "no stage" : "several stages"}; expected one`,
      );
    }
    const cached = stage.attributes.flag("cache_cluster_enabled") === true;
    // -1 stands for "nothing is compressed".
    const minimum = values.number(api, "minimum_compression_size", -1);
    return {
      address,
      region,
      id: values.text(reference({ address, path: "id" }), address),
      name: values.attribute(api, "name"),
      body: readApiBody(values.attribute(api, "body"), `${address}: body`),
      stageName: values.attribute(stage, "stage_name"),
      methodSettings: ofType(terraform, "aws_api_gateway_method_settings")
        .filter(belongs("rest_api_id"))
        .map((resource) => readMethodSettings(resource, cached, values)),
      executeApiDisabled: attributes.flag("disable_execute_api_endpoint") === true,
      minimumCompressionBytes: minimum < 0 ? undefined : minimum,
      binaryMediaTypes: attributes.texts("binary_media_types"),
      domains: ofType(terraform, "aws_api_gateway_base_path_mapping")
        .filter(belongs("api_id"))
        .map((mapping) => readDomain(mapping, terraform)),
      webAcl: webAclOf(stage, terraform, values),
    };
  });
}

function readMethodSettings(resource: Resource, cached: boolean, values: KnownValues): MethodSettings {
  const { attributes } = resource;
  const number = (attribute: string, fallback: number) =>
    values.number(resource, `settings[0].${attribute}`, fallback);
  // -1 stands for "not limited".
  const requestsPerSecond = number("throttling_rate_limit", -1);
  const burst = number("throttling_burst_limit", -1);
  return {
    path: values.attribute(resource, "method_path").replaceAll("~1", "/").replace(/^\//, ""),
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

/** Returns the web ACL that is associated with a stage. */
function webAclOf(stage: Resource, terraform: Terraform, values: KnownValues): WebAclModel | undefined {
  const association = ofType(terraform, "aws_wafv2_web_acl_association").find(
    ({ attributes }) => attributes.reference("resource_arn")?.address === stage.address,
  );
  const acl = terraform.resources.get(association?.attributes.reference("web_acl_arn")?.address ?? "");
  return acl?.type === "aws_wafv2_web_acl" ? { acl, terraform, values } : undefined;
}
