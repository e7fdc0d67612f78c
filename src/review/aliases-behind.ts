import { type AliasedFunction, RolloutError, readRollout } from "../rollout";
import { isObject, type Json, type Plan } from "../terraform";
import type { Change } from "./change";
import { textAt, valueAt } from "./values";

/** An alias that does not serve the version that was published last. */
export interface AliasBehind {
  readonly address: string;
  readonly region: string;
  readonly of: AliasedFunction;
  readonly serving: string;
  readonly published: string;
  /** Whether another version gets a part of the requests. */
  readonly isShared: boolean;
}

/**
 * Finds the aliases that CodeDeploy moves and that do not serve their function's newest version. Terraform ignores the
 * versions of these aliases, so no plan changes them, but its refresh reads which version serves.
 */
export function aliasesBehind(plan: Plan, changes: readonly Change[]): readonly AliasBehind[] {
  return shiftedFunctions(plan).flatMap(({ region, of }) => {
    const lambda = changes.find(
      (change) =>
        change.type === "aws_lambda_function" &&
        change.region === region &&
        textAt(change.before, "function_name") === of.name,
    );
    const alias = aliasOf(changes, region, of);
    const published = textAt(lambda?.before, "version");
    const serving = textAt(alias?.before, "function_version");
    return alias === undefined || published === undefined || serving === undefined || published === serving
      ? []
      : [
          {
            ...{ address: alias.address, region, of, serving, published },
            isShared: !isEmpty(valueAt(alias.before, "routing_config[0].additional_version_weights")),
          },
        ];
  });
}

/** Returns a plan's change of an alias, which may change nothing. Its function may be stated by its ARN. */
export function aliasOf(
  changes: readonly Change[],
  region: string,
  { name, alias }: AliasedFunction,
): Change | undefined {
  return changes.find(
    (change) =>
      change.type === "aws_lambda_alias" &&
      change.region === region &&
      textAt(change.before, "name") === alias &&
      textAt(change.before, "function_name")?.split(":").at(-1) === name,
  );
}

function shiftedFunctions({ after }: Plan) {
  try {
    return [...readRollout(after.outputs).regions].flatMap(([region, { functions }]) =>
      functions.filter(({ application }) => application != null).map((of) => ({ region, of })),
    );
  } catch (error) {
    // `npm run apply` reports it.
    if (error instanceof RolloutError) {
      return [];
    }
    throw error;
  }
}

/** Without weights, the block may still be there. */
function isEmpty(weights: Json | undefined): boolean {
  return !isObject(weights) || Object.keys(weights).length === 0;
}
