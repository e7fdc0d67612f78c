import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { RegionName } from "../aws";
import { reject } from "./invalid-input";

/**
 * Attempts per AWS call. With the provider's default of 25, a plan waits for hours while a region is down, and
 * AWS_MAX_ATTEMPTS has no effect. The pauses between eight attempts add up to two minutes at most.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs#max_retries-1
 */
const ATTEMPTS = 8;

export interface RegionProps {
  readonly name: RegionName;
  /** Tags of every resource of the region's provider. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * One AWS region: a scope with its own aliased provider. Regional resources are in this scope and use its provider, so
 * their addresses begin with the region's name.
 *
 * @see https://developer.hashicorp.com/terraform/language/providers/configuration#alias-multiple-provider-configurations
 */
export class Region extends Construct {
  readonly name: RegionName;
  readonly provider: AwsProvider;

  constructor(scope: Construct, props: RegionProps) {
    super(scope, props.name);
    const { name } = props;
    const stack = TerraformStack.of(this);
    if (stack.node.findAll().some((other) => other instanceof AwsProvider && other.alias === name)) {
      reject(
        this.node.path,
        `the stack already has a provider with the alias ${name}; add each API to its own stack`,
      );
    }
    this.name = name;
    this.provider = new AwsProvider(this, "provider", {
      region: props.name,
      alias: props.name,
      maxRetries: ATTEMPTS,
      defaultTags: [{ tags: { ...props.tags } }],
    });
  }

  /** Returns the region of a construct, or undefined if the construct is global. */
  static find(construct: IConstruct): Region | undefined {
    return construct.node.scopes.find((scope) => scope instanceof Region);
  }

  /**
   * Returns the region of a construct.
   *
   * @throws Error if the construct is in a global scope
   */
  static of(construct: IConstruct): Region {
    const region = Region.find(construct);
    if (region === undefined) {
      throw new Error(`${construct.node.path}: a regional construct must be in the scope of a Region`);
    }
    return region;
  }
}
