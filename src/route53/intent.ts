import { isValueList, isValueObject, type Value } from "../terraform";
import { normalName } from "./names";

/**
 * What a name's routing is meant to do, stated apart from the records that do it, so that a mistake in the records
 * shows.
 */
export interface Intent {
  readonly name: string;
  /** The regions that may answer for the users of each serving region while it can't. */
  readonly failover: ReadonlyMap<string, readonly string[]>;
  /** How long users may be sent to a failed region; undefined if nothing states it. */
  readonly withinSeconds: number | undefined;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/**
 * Reads rules from a stack's outputs, or from an object of the same keys: `url` (`https://api.example.com`),
 * `failover` (`{"eu-west-1": ["us-east-1"], "us-east-1": []}`) and, if it is there, `failover_seconds`.
 *
 * @returns what is missing or has another meaning, in a sentence
 */
export function readIntent(rules: ReadonlyMap<string, Value>): Intent | string {
  const url = rules.get("url");
  const regions = rules.get("failover");
  const seconds = Number(rules.get("failover_seconds") ?? Number.NaN);
  if (typeof url !== "string" || !URL.canParse(url)) {
    return '"url" is not a URL';
  }
  const isRegions = (value: Value | undefined) =>
    isValueList(value) && value.every((one) => typeof one === "string" && REGION.test(one));
  if (
    !isValueObject(regions) ||
    Object.keys(regions).length === 0 ||
    !Object.entries(regions).every(([region, others]) => REGION.test(region) && isRegions(others))
  ) {
    return '"failover" does not map each region to a list of regions';
  }
  const failover = Object.entries(regions).map(([region, others]): [string, readonly string[]] => [
    region,
    isValueList(others) ? others.filter((other) => typeof other === "string") : [],
  ]);
  return {
    name: normalName(new URL(url).hostname),
    failover: new Map(failover),
    withinSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
  };
}
