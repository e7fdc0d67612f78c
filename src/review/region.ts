import { type Json, type Plan, type ResourceChange, regionOfArn } from "../terraform";
import { textAt } from "./values";

/** Where a resource lives: an AWS region, or one of these. */
export const GLOBAL = "global";
export const UNKNOWN = "unknown";

/** Services that live in no region, whatever region their provider has. */
const GLOBAL_TYPE =
  /^aws_(account|budgets|ce|cloudfront|globalaccelerator|iam|organizations|route53(?!_resolver|recovery|profiles)|route53domains|shield|waf)_(?!regional)/;

const REGION = /(?<![a-z])[a-z]{2}(?:-(?:gov|iso[a-z]?))?-(?:north|south|east|west|central)[a-z]*-\d(?!\d)/g;

/** `us-east-1`, and the other ways in which names spell it: `us_east_1`, `useast1`, `use1`. */
const REGION_IN_NAME =
  /(?<![a-z0-9])(?:[a-z]{2}[-_]?(?:gov[-_]?)?(?:(?:north|south|east|west|central)+)[-_]?\d|(?:us|eu|ap|sa|ca|af|me|il|mx)(?:n|s|e|w|c|ne|nw|se|sw)\d)(?![a-z0-9])/g;

/** The region of a resource according to the state. */
export function regionOfState(type: string, values: Json): string | undefined {
  if (GLOBAL_TYPE.test(type)) {
    return GLOBAL;
  }
  const [zone] = textAt(values, "availability_zone")?.match(REGION) ?? [];
  return regionOfArn(textAt(values, "arn")) ?? zone;
}

/** Where the plan puts a resource: by its provider, else by its ARN, else by its name. */
export function regionOf(change: ResourceChange, plan: Plan): string {
  const { address, type } = change;
  // Resources of other providers (terraform_data, random_id) have no region either.
  if (GLOBAL_TYPE.test(type) || !type.startsWith("aws")) {
    return GLOBAL;
  }
  return (
    ownRegion(change) ??
    change.providerRegion ??
    plan.after.resources.get(address)?.region ??
    plan.before.resources.get(address)?.region ??
    regionOfState(type, change.before) ??
    regionOfState(type, change.after) ??
    address.match(REGION)?.[0] ??
    UNKNOWN
  );
}

/** Provider 6 gives each resource a `region` argument. In a few types, `region` is the region of something else. */
function ownRegion({ type, before, after }: ResourceChange): string | undefined {
  return OTHER_REGION.test(type) ? undefined : textAt(after ?? before, "region");
}

const OTHER_REGION =
  /^aws_(config_aggregate_authorization|cloudformation_stack_(set_)?instances?|s3_bucket)$/;

/** Replaces every region in a name or a value by `*`, so that peers in several regions have the same text. */
export function withoutRegions(text: string): string {
  return text.replace(REGION_IN_NAME, "*");
}

export function isRegion(text: string): boolean {
  return text.match(REGION)?.[0] === text;
}

/** The regions that a name spells in full, in their order. */
export function regionsIn(name: string): readonly string[] {
  return [...new Set(name.match(REGION) ?? [])];
}
