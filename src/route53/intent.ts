import { isValueList, isValueObject, type Terraform } from "../terraform";
import { normalName } from "./names";

/**
 * What a name's routing is meant to do, stated apart from the records that do it, so that a mistake in the records
 * shows.
 */
export interface Intent {
  readonly name: string;
  /** The regions that may answer for the users of each serving region while it can't. */
  readonly failover: ReadonlyMap<string, readonly string[]>;
  /** How long users may be sent to a failed region; undefined if nobody says. */
  readonly withinSeconds: number | undefined;
}

/**
 * Reads a stack's intent from its outputs: `url` (`https://api.example.com`), `failover`
 * (`{"eu-west-1": ["us-east-1"], "us-east-1": []}`) and, if it is there, `failover_seconds`.
 *
 * @returns undefined for Terraform that has no such outputs
 */
export function readIntent({ outputs }: Terraform): Intent | undefined {
  const url = outputs.get("url");
  const regions = outputs.get("failover");
  const seconds = outputs.get("failover_seconds");
  if (typeof url !== "string" || !URL.canParse(url) || !isValueObject(regions)) {
    return undefined;
  }
  const failover = Object.entries(regions).map(([region, others]): [string, readonly string[]] => [
    region,
    isValueList(others) ? others.filter((other) => typeof other === "string") : [],
  ]);
  return {
    name: normalName(new URL(url).hostname),
    failover: new Map(failover),
    withinSeconds: typeof seconds === "number" ? seconds : undefined,
  };
}
