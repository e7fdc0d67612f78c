import type { Rollback } from "../rollout";
import { readPlan } from "../terraform";
import { reviewApis } from "./api";
import { changesOf } from "./change";
import { type FunctionChange, reviewFunctions } from "./functions";
import { type Judgment, judge } from "./judge";
import { regionsInUse } from "./regions-in-use";
import { reviewRouting } from "./routing";
import type { Subject } from "./rule";
import { secretRemover } from "./secrets";
import type { Settings } from "./settings";

/** A plan with everything that was found in it. */
export interface Review extends Subject, Judgment {
  readonly functions: readonly FunctionChange[];
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
  const { settings, today, sizeOf, rollbacks = new Map() } = options;
  const plan = readPlan(text);
  const changes = changesOf(plan);
  const subject: Subject = {
    ...{ plan, changes, rollbacks, regions: regionsInUse(changes) },
    ...{ routing: reviewRouting(plan), apis: reviewApis(changes) },
  };
  return {
    ...subject,
    ...judge(subject, settings, today),
    functions: reviewFunctions(changes, sizeOf),
    withoutSecrets: secretRemover(plan),
  };
}
