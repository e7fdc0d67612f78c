import { type Action, groupBy, type Plan, type ResourceChange } from "../terraform";
import { type Difference, differencesOf, isTag } from "./difference";
import { GLOBAL, regionOf, regionOfState, regionsIn, withoutRegions } from "./region";
import { masked } from "./secrets";

export type Kind = "none" | "add" | "change" | "replace" | "destroy" | "forget";

/** The planned change of one resource. Sensitive values are hidden. */
export interface Change extends ResourceChange {
  readonly kind: Kind;
  /** A replacement that makes the new one before it destroys the old one. */
  readonly createsFirst: boolean;
  /** It only gets another address. */
  readonly moved: boolean;
  /** Its region after the plan, or before it if it is destroyed: a region, `global`, or `unknown`. */
  readonly region: string;
  /** Its region according to the state; undefined if the state does not contain it. */
  readonly stateRegion: string | undefined;
  /** The region that it is about: its own, or the one in the name of something global. */
  readonly about: string;
  /** The same for it and its peers in other regions. */
  readonly pattern: string;
  /** It has provisioners. */
  readonly runsScripts: boolean;
  /** The attributes that differ after a change or a replacement. */
  readonly differences: readonly Difference[];
}

/** The changes of every managed resource, in the plan's order. */
export function changesOf(plan: Plan): readonly Change[] {
  return withModulePeers(
    plan.changes.filter(({ mode }) => mode === "managed").map((change) => readChange(change, plan)),
  );
}

/** Calls of one module in different regions declare peers, whatever the names of the calls. */
function withModulePeers(changes: readonly Change[]): readonly Change[] {
  const patterns = new Map(
    [...groupBy(changes, ({ declaration }) => declaration)].flatMap(([declaration, group]) => {
      const regions = new Set(group.map(({ about }) => about));
      const arePeers = regions.size === group.length || (regions.size === 1 && regions.has(GLOBAL));
      return arePeers ? [[declaration, group.map(({ pattern }) => pattern).reduce(common)] as const] : [];
    }),
  );
  return changes.map((change) => {
    const pattern = patterns.get(change.declaration) ?? change.pattern;
    return pattern === change.pattern ? change : { ...change, pattern };
  });
}

/** `module.*.aws_sns_topic.alerts` of `module.eu.…` and `module.us.…`. */
function common(one: string, other: string): string {
  const steps = other.split(".");
  return one
    .split(".")
    .map((step, index) => (step === steps[index] ? step : "*"))
    .join(".");
}

function readChange(change: ResourceChange, plan: Plan): Change {
  const kind = kindOf(change.actions);
  const region = regionOf(change, plan);
  const [named] = regionsIn(change.name);
  return {
    ...change,
    before: masked(change.before, change.beforeSensitive),
    after: masked(change.after, change.afterSensitive),
    kind,
    createsFirst: change.actions[0] === "create",
    moved: change.previousAddress !== undefined && change.previousAddress !== change.address,
    region,
    stateRegion: regionOfState(change.type, change.before),
    about: region === "global" ? (named ?? region) : region,
    pattern: withoutRegions(change.address),
    runsScripts: plan.after.resources.get(change.address)?.assigned?.has("provisioner") ?? false,
    differences: remains({ kind }) ? differencesOf(change) : [],
  };
}

function kindOf(actions: readonly Action[]): Kind {
  const has = (action: Action) => actions.includes(action);
  if (has("delete")) {
    return has("create") ? "replace" : "destroy";
  }
  if (has("forget")) {
    return has("create") ? "replace" : "forget";
  }
  return has("create") ? "add" : has("update") ? "change" : "none";
}

export function touches({ kind, moved, imported }: Change): boolean {
  return kind !== "none" || moved || imported;
}

/** The resource exists before and after the plan: it is changed or replaced. */
export function remains({ kind }: Pick<Change, "kind">): boolean {
  return kind === "change" || kind === "replace";
}

/** Only tags change, which affects no request. */
export function onlyTags({ kind, differences }: Change): boolean {
  return kind === "change" && differences.length > 0 && differences.every(isTag);
}
