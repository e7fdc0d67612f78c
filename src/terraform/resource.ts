import type { Attributes } from "./attributes";
import type { Value } from "./value";

/** A resource or a data source. */
export interface Resource {
  /** `aws_lb.web`, `module.edge.aws_lb.web["a"]`, `data.aws_route53_zone.main`. */
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** The AWS region of its provider, or else of its ARN, if the document states it. A state has no providers. */
  readonly region: string | undefined;
  /**
   * Whether this represents all instances of a `count` or `for_each` that only Terraform can expand. Only in a
   * configuration, because plans and states list every instance.
   */
  readonly repeated: boolean;
  /** The attributes and blocks that its configuration assigns; undefined if the document does not state them. */
  readonly assigned: ReadonlySet<string> | undefined;
  readonly attributes: Attributes;
}

/** Returns the region that an ARN names; undefined for a global resource and a bucket, whose ARNs name none. */
export function regionOfArn(arn = ""): string | undefined {
  const [scheme, , , region] = arn.split(":", 4);
  return scheme === "arn" && region !== "" ? region : undefined;
}

export function byAddress(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  return new Map(resources.map((resource) => [resource.address, resource]));
}

/** Returns the resources and data sources of a type. */
export function ofType({ resources }: Terraform, type: string): readonly Resource[] {
  return [...resources.values()].filter((resource) => resource.type === type);
}

/** The resources in a Terraform document, current or planned. */
export interface Terraform {
  /** By address. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** The modules that a configuration calls, whose resources only a plan or a state lists. */
  readonly modules?: readonly string[];
  /** The root module's outputs. */
  readonly outputs: ReadonlyMap<string, Value>;
}
