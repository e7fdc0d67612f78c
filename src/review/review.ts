import { readPlan } from "../terraform";
import { type ApiChange, reviewApis } from "./api";
import { changesOf } from "./change";
import { type Count, countsOf } from "./counts";
import { type Fleet, fleetOf } from "./fleet";
import { type FunctionChange, reviewFunctions } from "./functions";
import { type Judgement, judge } from "./judge";
import { type RoutingReview, reviewRouting } from "./routing";
import { type Row, rowsOf } from "./row";
import { secretRemover } from "./secrets";
import type { Settings } from "./settings";

/** Everything that the page of a plan says. */
export interface Review extends Judgement {
  readonly counts: readonly Count[];
  readonly fleet: Fleet;
  /** How many outputs of the root module change or are removed. */
  readonly outputs: number;
  readonly rows: readonly Row[];
  readonly routing: RoutingReview;
  readonly functions: readonly FunctionChange[];
  readonly apis: readonly ApiChange[];
  /** Takes what is sensitive out of a text: every text goes through it before it is shown. */
  readonly withoutSecrets: (text: string) => string;
}

export interface ReviewOptions {
  readonly settings: Settings;
  /** By which allowances expire, `2027-01-31`. */
  readonly today: string;
  /** The bytes of a file that the plan names; undefined if it is not here. */
  readonly sizeOf: (file: string) => number | undefined;
}

/**
 * Reviews what `terraform show -json <planfile>` prints.
 *
 * @throws TerraformFormatError if the text is no plan
 */
export function review(text: string, options: ReviewOptions): Review {
  const plan = readPlan(text);
  const changes = changesOf(plan);
  const fleet = fleetOf(changes);
  const routing = reviewRouting(plan);
  const apis = reviewApis(changes);
  return {
    ...judge({ plan, changes, fleet, routing, apis }, options.settings, options.today),
    counts: countsOf(changes),
    fleet,
    outputs: plan.outputs.filter(({ actions }) => !actions.includes("create")).length,
    rows: rowsOf(changes, fleet),
    routing,
    functions: reviewFunctions(changes, options.sizeOf),
    apis,
    withoutSecrets: secretRemover(plan),
  };
}
