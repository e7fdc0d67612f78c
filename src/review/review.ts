import type { Rollback } from "../rollout";
import { readPlan } from "../terraform";
import { type ApiChange, reviewApis } from "./api";
import { changesOf } from "./change";
import { type Row, rowsOf } from "./change-rows";
import { countsOf, type RegionCounts } from "./counts";
import { type FunctionChange, reviewFunctions } from "./functions";
import { type Judgment, judge } from "./judge";
import { type RegionsInUse, regionsInUse } from "./regions-in-use";
import { type RoutingReview, reviewRouting } from "./routing";
import { secretRemover } from "./secrets";
import type { Settings } from "./settings";
import { type Without, withoutOf } from "./without";

/** Everything on the page of a plan. */
export interface Review extends Judgment {
  readonly counts: readonly RegionCounts[];
  readonly regions: RegionsInUse;
  /** How many existing outputs of the root module change or are removed. */
  readonly outputs: number;
  readonly rows: readonly Row[];
  readonly routing: RoutingReview;
  readonly functions: readonly FunctionChange[];
  readonly apis: readonly ApiChange[];
  /** What an emergency plan leaves out. */
  readonly without: Without | undefined;
  /** Removes sensitive values from a text. Every text passes through it before it is shown. */
  readonly withoutSecrets: (text: string) => string;
}

export interface ReviewOptions {
  readonly settings: Settings;
  /** The date that allowances are compared with, such as `2027-01-31`. */
  readonly today: string;
  /** The size in bytes of a file that the plan names; undefined if the file is missing. */
  readonly sizeOf: (file: string) => number | undefined;
  /** Rollbacks without a record, by the address of the alias. @default - none */
  readonly rollbacks?: ReadonlyMap<string, Rollback>;
}

/**
 * Reviews the output of `terraform show -json <planfile>`.
 *
 * @throws TerraformFormatError if the text is not a plan
 */
export function review(text: string, options: ReviewOptions): Review {
  const plan = readPlan(text);
  const changes = changesOf(plan);
  const regions = regionsInUse(changes);
  const routing = reviewRouting(plan);
  const apis = reviewApis(changes);
  const { rollbacks = new Map() } = options;
  return {
    ...judge({ plan, changes, regions, routing, apis, rollbacks }, options.settings, options.today),
    counts: countsOf(changes),
    regions,
    outputs: plan.outputs.filter(({ actions }) => !actions.includes("create")).length,
    rows: rowsOf(changes, regions),
    routing,
    functions: reviewFunctions(changes, options.sizeOf),
    apis,
    without: withoutOf(plan),
    withoutSecrets: secretRemover(plan),
  };
}
