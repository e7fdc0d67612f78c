import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { RegionName } from "../aws";
import { InvalidInput } from "./invalid-input";

/**
 * Attempts of each AWS call. With the provider's default of 25, a plan waits for hours while a region is down, and
 * AWS_MAX_ATTEMPTS has no effect. The pauses between eight attempts add up to two minutes at most.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs#max_retries-1
 */
const ATTEMPTS = 8;

export interface RegionProps {
  readonly name: RegionName;
  /** Set on everything that the region's provider makes. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * One AWS region: a scope with its own aliased provider. Everything regional hangs under it and takes its
 * provider from here, so that an address in the plan begins with the region's name.
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
      throw new InvalidInput(this.node.path, `the stack already has a provider with the alias ${name}`);
    }
    this.name = name;
    this.provider = new AwsProvider(this, "provider", {
      region: props.name,
      alias: props.name,
      maxRetries: ATTEMPTS,
      defaultTags: [{ tags: { ...props.tags } }],
    });
  }

  /** The region that a construct hangs under, or undefined where it is global. */
  static find(construct: IConstruct): Region | undefined {
    return construct.node.scopes.find((scope) => scope instanceof Region);
  }

  /**
   * The region that a construct hangs under.
   *
   * @throws Error where there is none: the construct is regional and was put into a global scope.
   */
  static of(construct: IConstruct): Region {
    const region = Region.find(construct);
    if (region === undefined) {
      throw new Error(`${construct.node.path}: a regional construct must be made under a Region`);
    }
    return region;
  }
}
